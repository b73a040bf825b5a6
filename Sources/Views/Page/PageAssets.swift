/// The script and the style sheet of a page, which the build embeds from page.js and page.css.
///
/// The page's content security policy allows these two and nothing else, by their digests. Whoever
/// changes a file changes its digest: a test prints the new one.
enum PageAssets {
  static let script = String(decoding: PackageResources.page_js, as: UTF8.self)
  static let style = String(decoding: PackageResources.page_css, as: UTF8.self)

  /// "sha256-" and the base64 of `sha256sum page.js`, as a policy names a script.
  static let scriptDigest = "sha256-nkhxr63Kb9mr/YwbP3uYRHAWeWuOQv2YMfP41d6PYnM="
  /// The same of page.css.
  static let styleDigest = "sha256-PQ3VVT3z3y4BcvG/nLrX/A4LcROezVzQMZj7xLpcRuo="
}
