import Foundation
import Testing

/// Many requests over one connection, where a server speaks HTTP/2.
///
/// `make -C pipelines http2` installs hypercorn, a server from PyPI; without it the test is skipped.
struct HTTP2Tests {
  private static let hypercorn = Shell.package.appending(path: "pipelines/out/http2/bin/hypercorn")
    .path

  /// Answers every prompt with it backwards, and notes how it was asked: the version of HTTP, and
  /// the client's port.
  private static let application = """
    import asyncio, json

    async def app(scope, receive, send):
        while scope["type"] == "lifespan":
            kind = (await receive())["type"]
            await send({"type": kind + ".complete"})
            if kind == "lifespan.shutdown":
                return
        body, more = b"", True
        while more:
            part = await receive()
            body, more = body + part.get("body", b""), part.get("more_body")
        with open("seen.txt", "a") as seen:
            print(scope["http_version"], scope["client"][1], file=seen)
        await asyncio.sleep(0.02)
        text = json.loads(body)["prompt"][::-1]
        answer = json.dumps({"choices": [{"text": text, "finish_reason": "stop"}]})
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": answer.encode()})
    """

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: hypercorn),
      "no hypercorn: make -C pipelines http2 installs it"))
  func manyRequestsShareAConnection() throws {
    let folder = try Folder()
    try folder.write(Self.application, to: "app.py")
    let result = try Shell.run(
      """
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
        -keyout key.pem -out cert.pem -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1
      PYTHONPATH=. '\(Self.hypercorn)' --certfile cert.pem --keyfile key.pem \
        --bind 127.0.0.1:0 app:app >log.txt 2>&1 & server=$!
      trap 'kill $server' EXIT
      until URL=$(grep -o 'https://[0-9.:]*' log.txt); do sleep 0.05; done
      seq 100 | sed 's/.*/{"id":"&","prompt":"&="}/' >in.jsonl
      SSL_CERT_FILE=cert.pem sample in.jsonl --model $URL/v1 --served-model toy --no-probe \
        --concurrency 32 -n 2 --plain | grep -o '"text":"[^"]*"' | sort | uniq -c | wc -l
      wc -l <seen.txt
      sort -u seen.txt | cut -d' ' -f 1
      """, in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    // A hundred answers to two hundred requests, all of them over one connection.
    #expect(result.text == "100\n200\n2\n")
  }
}
