/// An object whose members can be looked up.
package protocol Fields {
  /// Its members.
  var fields: FieldTable { get }
}
