import Glibc

/// What `strftime_now` tells: a date that is given, since today's would make every day another
/// model.
enum JinjaDate {
  private static let standard = "2024-07-26"

  /// A date in the form that the first argument says.
  /// - Parameter date: such as 2026-01-31; nil for 26 July 2024.
  static func text(_ places: [JinjaValue], date: String?) throws(JinjaError) -> String {
    let day = date ?? standard
    let numbers = day.split(separator: "-").compactMap { Int32($0) }
    guard numbers.count == 3, (1...12).contains(numbers[1]), (1...31).contains(numbers[2]) else {
      throw JinjaError("invalid date \"\(day)\": use one such as 2026-01-31")
    }
    guard let form = try places.first?.text, !form.isEmpty, form.utf8.count < 256 else {
      throw JinjaError("the chat template asks for a date in no form")
    }
    var parts = tm()
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (numbers[0] - 1900, numbers[1] - 1, numbers[2])
    _ = timegm(&parts)
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = strftime(&buffer, buffer.count, form, &parts)
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
