import Checkpoints
import Testing

@testable import Models

@Suite struct ServerAddressTests {
  @Test(arguments: [
    ("http://localhost:8000/v1/", "http://localhost:8000/v1", true),
    ("HTTPS://api.example.org", "https://api.example.org", false),
    ("http://127.0.0.1:1/v1", "http://127.0.0.1:1/v1", true),
    ("http://[::1]:8000/v1", "http://[::1]:8000/v1", true),
    ("http://127x.org/v1", "http://127x.org/v1", false),
  ])
  func addressesAreNormalised(text: String, url: String, isLocal: Bool) throws {
    let address = try ServerAddress(text)
    #expect(address.url == url)
    #expect(address.isLocal == isLocal)
  }

  @Test(arguments: [
    "ftp://a", "http://", "http://a b", "http://a/v1#x", "http://a/v1?api_key=1", "localhost:8000",
  ])
  func whatIsNoAddressIsRefused(text: String) {
    #expect(throws: ModelError.self) { try ServerAddress(text) }
  }

  @Test func aQueryStandsBehindThePath() throws {
    let address = try ServerAddress(
      "https://a.example/openai/deployments/x/?api-version=2024-06-01")
    #expect(address.url == "https://a.example/openai/deployments/x?api-version=2024-06-01")
    #expect(
      address.url(of: "/chat/completions")
        == "https://a.example/openai/deployments/x/chat/completions?api-version=2024-06-01")
  }

  @Test func aKeyInTheAddressIsRefusedAndNotShown() {
    let error = #expect(throws: ModelError.self) { try ServerAddress("http://me:s3cret@host/v1") }
    #expect(error?.description.contains("s3cret") == false)
  }
}
