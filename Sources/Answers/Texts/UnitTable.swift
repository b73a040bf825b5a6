/// The units and counted things that may stand behind a number without changing it, and how they
/// are put together.
///
/// A unit is a product or quotient of names of this table with whole powers: `cm^2`, `m/s^2`,
/// `kg·m^{-3}`, `square feet`, `dollars per hour`, `\text{ km}/\text{h}`. It is read whole or not at
/// all, and what is not in the table is no unit. Case counts for symbols and not for words.
///
/// A single letter is a unit only where it is upright (`5\text{ m}`) or in a quotient behind a blank
/// (`5 m/s`), for elsewhere it is a variable; upright `i` and `e` are numbers, never units. Letters
/// right behind digits are a unit only if they are no likely product (`5cm`, not `3abc`).
enum UnitTable {
  /// Where the unit ends that begins at `start`, with the blanks before it; `nil` if none does.
  /// - Parameter text: with signs beyond ASCII as `FormulaText` writes them.
  static func end(_ text: Span<UInt8>, from start: Int, limit: Int) -> Int? {
    var reader = UnitReader(cursor: start, limit: limit)
    return reader.unit(text) ? reader.cursor : nil
  }

  /// Whether a name is one of the table, of more than one letter.
  static func isName(_ name: String) -> Bool {
    symbols.contains(name) || words.contains(name.lowercased())
  }

  /// Whether a letter is a unit where it is upright.
  static func isLetter(_ name: String) -> Bool { letters.contains(name) }

  /// Whether a name may follow digits without a blank.
  static func isUnlikelyProduct(_ name: String) -> Bool {
    close.contains(name) || name.utf8.count >= 4 && words.contains(name.lowercased())
  }

  /// Whether the word is the smaller of two units of which one quantity is made, as in "5 feet 3
  /// inches".
  static func isSmaller(_ word: String, than other: String) -> Bool {
    parts[stem(other)]?.contains(stem(word)) == true
  }

  private static func stem(_ word: String) -> String {
    let word = word.lowercased()
    return [
      "hours": "hour", "hrs": "hour", "hr": "hour", "h": "hour", "minutes": "minute",
      "mins": "minute", "min": "minute", "seconds": "second", "secs": "second", "sec": "second",
      "feet": "foot", "ft": "foot", "inches": "inch", "in": "inch", "pounds": "pound",
      "lbs": "pound", "lb": "pound", "ounces": "ounce", "oz": "ounce", "years": "year",
      "yards": "yard", "months": "month", "weeks": "week", "days": "day", "dollars": "dollar",
      "euros": "euro", "cents": "cent", "pence": "penny", "km": "kilometer", "m": "meter",
      "kilometers": "kilometer", "meters": "meter", "cm": "centimeter", "centimeters": "centimeter",
      "kg": "kilogram", "kilograms": "kilogram", "g": "gram", "grams": "gram", "gallons": "gallon",
      "quarts": "quart", "degrees": "degree", "miles": "mile",
    ][word] ?? word
  }

  private static let parts: [String: Set<String>] = [
    "hour": ["minute", "second"], "minute": ["second"], "foot": ["inch"],
    "pound": ["ounce", "penny"],
    "year": ["month", "week", "day"], "month": ["day", "week"], "week": ["day"],
    "day": ["hour", "minute"], "dollar": ["cent"], "euro": ["cent"], "kilometer": ["meter"],
    "meter": ["centimeter"], "kilogram": ["gram"], "gallon": ["quart"], "degree": ["minute"],
    "yard": ["foot", "inch"], "mile": ["foot", "yard"],
  ]

  // MARK: Names

  private static let letters: Set<String> = [
    "m", "g", "s", "h", "L", "l", "J", "N", "V", "W", "A", "C", "F", "K", "T",
  ]

  private static let symbols: Set<String> = {
    let metric = ["m", "g", "s", "L", "l", "J", "N", "V", "W", "A", "Pa", "Hz", "Wh", "eV", "mol"]
    let prefixes = ["", "k", "c", "d", "m", "n", "M", "G", "h"]
    var symbols = Set(metric.flatMap { unit in prefixes.map { $0 + unit } })
    symbols.formUnion([
      "cal", "kcal", "dB", "KB", "MB", "GB", "TB", "kB", "USD", "EUR", "GBP", "CAD", "AUD", "INR",
      "CNY", "JPY", "RMB", "Rs", "amu", "ppm", "rpm", "RPM", "mph", "MPH", "kph", "kmh", "bar",
      "atm", "rad", "sr", "lm", "lx", "cd", "ha", "cc", "lbs", "lb", "oz", "ft", "yd", "mi", "in",
      "gal", "qt", "pt", "hr", "hrs", "min", "mins", "sec", "secs", "gm", "gms", "kgs", "cms",
      "sq", "cu", "mmHg", "kN", "mW", "kgf", "lbf", "psi", "deg", "kJ", "Kg", "KM", "Km", "CM",
      "ML",
      "Hr", "Hrs", "yr", "yrs", "mo", "wk", "wks", "Mbps", "kbps", "Gbps", "fps", "km", "pcs",
    ])
    return symbols.filter { $0.utf8.count > 1 && FormulaNames.kind(of: $0) == nil || $0 == "sec" }
  }()

  /// Those that may follow digits at once.
  private static let close: Set<String> = [
    "cm", "mm", "km", "kg", "mg", "mL", "ml", "ft", "lb", "lbs", "oz", "hr", "hrs", "mph", "kph",
    "kmh", "Hz", "kHz", "MHz", "GHz", "kW", "kWh", "kJ", "kN", "MB", "GB", "TB", "sec", "mins",
    "USD", "EUR", "GBP", "dB", "kcal", "mins", "gms", "kgs", "cms", "rpm", "ppm", "psi",
  ]

  /// Words of units, and things that problems count, each also with its plural.
  private static let words: Set<String> = {
    var words = Set(irregular)
    for word in measures + things {
      words.insert(word)
      if word.hasSuffix("y"), let before = word.dropLast().last, !"aeiou".contains(before) {
        words.insert(word.dropLast() + "ies")
      } else if ["s", "x", "ch", "sh"].contains(where: word.hasSuffix) {
        words.insert(word + "es")
      } else {
        words.insert(word + "s")
      }
    }
    return words
  }()

  private static let measures = """
    meter metre centimeter centimetre millimeter millimetre kilometer kilometre decimeter micrometer \
    nanometer inch yard mile foot gram kilogram milligram microgram tonne ton pound ounce stone liter \
    litre milliliter millilitre centiliter deciliter gallon quart pint cup teaspoon tablespoon barrel \
    second minute hour day week fortnight month year decade century millisecond microsecond \
    nanosecond degree radian joule kilojoule calorie kilocalorie watt kilowatt megawatt newton pascal \
    kilopascal volt ampere amp ohm hertz kilohertz megahertz byte kilobyte megabyte gigabyte terabyte \
    bit mole kelvin acre hectare knot lightyear parsec unit dollar cent euro rupee yen yuan franc peso \
    penny nickel dime quarter-dollar buck won ruble rouble krona krone crown dinar rand lira pence \
    bitcoin square cubic cube sq percentage-point
    """.split(separator: " ").map(String.init)

  private static let things = """
    apple orange banana pear peach plum cherry grape lemon lime melon mango strawberry blueberry \
    berry fruit vegetable carrot potato tomato onion egg cookie cake cupcake pie pizza slice piece \
    candy chocolate sandwich donut doughnut muffin burger loaf pancake bagel meal dish bowl plate \
    bottle can jar box bag basket bucket crate carton package packet pack case container tray bar \
    glass cone scoop pencil pen crayon marker eraser notebook book page chapter word letter line \
    paper sheet sticker stamp card ticket coin bill note marble ball balloon toy doll block bead \
    button ribbon shirt sock shoe pair hat dress jacket coat glove scarf student pupil teacher person \
    child kid boy girl adult friend guest member player worker employee customer visitor passenger \
    patient team group class family couple row column table chair seat desk room house apartment floor \
    window door wall brick tile board plank rope stick nail screw tree flower plant seed leaf branch \
    rose tulip bush garden field cat dog bird chicken hen duck rabbit cow pig horse goat fish \
    animal pet bee ant insect butterfly spider puppy kitten car truck bus bicycle bike train plane boat \
    wheel tire trip lap game point goal run match round step stair question problem answer test \
    quiz exam lesson song video photo picture painting movie ticket episode message call email text \
    vote integer number digit solution root term factor divisor multiple way arrangement combination \
    permutation subset element set pairing path triangle square rectangle circle cube vertex edge face \
    side corner diagonal angle dot spot sample item object thing part time day night session shift job \
    task order gift present prize medal star planet cell molecule atom proton electron neutron bead \
    seashell shell rock stone gem diamond pearl necklace bracelet ring share stock loan coupon token \
    candle lamp bulb light battery phone computer laptop tablet machine robot tool engine gallon \
    towel blanket pillow magazine newspaper comic puzzle lego brush paint string thread yarn fabric
    """.split(separator: " ").map(String.init)

  private static let irregular = """
    feet people men women children mice geese teeth loaves leaves knives halves-dollars sheep deer \
    fish series species dice vertices inches boxes classes matrices indices hertz francs pence man \
    woman money cash years-old sq cu kmph degf degc celsius fahrenheit centigrade
    """.split(separator: " ").map(String.init)
}
