using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Routing.Tests.Planning;

public class WriteClassifierTests
{
    private static readonly string[] Spatial = ["InvalidGeometry", "CRSMismatch", ""];

    [Theory]
    [InlineData(200, "", WriteClass.Committed, "")]
    [InlineData(204, "", WriteClass.Committed, "")]
    [InlineData(202, "{\"ok\":true}", WriteClass.Committed, "")]
    [InlineData(299, "OK", WriteClass.Committed, "")]
    [InlineData(200, "{\"results\":[{\"statement_id\":0}]}", WriteClass.Committed, "")]
    [InlineData(200, "{\"results\":[{\"statement_id\":0,\"error\":\"database not found: y\"}]}", WriteClass.Misconfigured, "database not found: y")]
    [InlineData(200, "{\"results\":[{},{\"error\":\"timeout\"}]}", WriteClass.Transient, "timeout")]
    [InlineData(200, "{\"error\":\"partial write: points beyond retention policy dropped=1\"}", WriteClass.DataFault, "partial write: points beyond retention policy dropped=1")]
    [InlineData(200, "{\"error\":\"request throttled, exceeds timeout\"}", WriteClass.Throttled, "request throttled, exceeds timeout")]
    [InlineData(200, " <html><title>Sign in</title></html>", WriteClass.Misconfigured, "HTTP 200 with a page instead of an acknowledgement: <html><title>Sign in</title></html>")]
    [InlineData(301, "", WriteClass.Misconfigured, "HTTP 301: redirects are not followed, give the final address")]
    [InlineData(307, "moved", WriteClass.Misconfigured, "HTTP 307: redirects are not followed, give the final address: moved")]
    [InlineData(400, "{\"error\":\"partial write: field type conflict: input field \\\"v\\\" on measurement \\\"cpu\\\" is type string, already exists as type float dropped=1\"}", WriteClass.DataFault, "partial write: field type conflict: input field \"v\" on measurement \"cpu\" is type string, already exists as type float dropped=1")]
    [InlineData(400, "{\"error\":\"partial write: unable to parse 'garbage line here no': invalid field format dropped=0\"}", WriteClass.DataFault, "partial write: unable to parse 'garbage line here no': invalid field format dropped=0")]
    [InlineData(400, "{\"error\":\"unable to parse 'garbage': missing fields\"}", WriteClass.DataFault, "unable to parse 'garbage': missing fields")]
    [InlineData(400, "{\"error\":\"partial write: points beyond retention policy dropped=1\"}", WriteClass.DataFault, "partial write: points beyond retention policy dropped=1")]
    [InlineData(400, "{\"error\":\"partial write: max-series-per-database limit exceeded: (5) dropped=1\"}", WriteClass.DataFault, "partial write: max-series-per-database limit exceeded: (5) dropped=1")]
    [InlineData(400, "{\"error\":\"partial write: max-values-per-tag limit exceeded (3/3): measurement=\\\"m\\\"\"}", WriteClass.DataFault, "partial write: max-values-per-tag limit exceeded (3/3): measurement=\"m\"")]
    [InlineData(400, "{\"error\":\"database is required\"}", WriteClass.Misconfigured, "database is required")]
    [InlineData(400, "{\"code\":\"invalid\",\"message\":\"unable to parse 'x': bad\"}", WriteClass.DataFault, "unable to parse 'x': bad")]
    [InlineData(400, "{\"error\":\"unable to parse 'database is required': missing fields\"}", WriteClass.DataFault, "unable to parse 'database is required': missing fields")]
    [InlineData(200, "{\"error\":\"unable to parse 'bucket not found': missing fields\"}", WriteClass.DataFault, "unable to parse 'bucket not found': missing fields")]
    [InlineData(400, "cannot decompress gzip data", WriteClass.DataFault, "cannot decompress gzip data")]
    [InlineData(400, "", WriteClass.DataFault, "HTTP 400 without a message")]
    [InlineData(400, "remoteAddr: \"x\"; requestURI: /a; unsupported path requested: \"/a\"", WriteClass.Misconfigured, "HTTP 400: nothing there takes writes of dialect V1, mend Url or Api: remoteAddr: \"x\"; requestURI: /a; unsupported path requested: \"/a\"")]
    [InlineData(400, "Client sent an HTTP request to an HTTPS server.\n", WriteClass.Misconfigured, "Client sent an HTTP request to an HTTPS server.")]
    [InlineData(400, "<html>400 The plain HTTP request was sent to HTTPS port</html>", WriteClass.Misconfigured, "<html>400 The plain HTTP request was sent to HTTPS port</html>")]
    [InlineData(422, "{\"message\":\"out of range\"}", WriteClass.DataFault, "out of range")]
    [InlineData(422, "{\"message\":\"invalidgeometry at ring 2\"}", WriteClass.Transient, "invalidgeometry at ring 2")]
    [InlineData(400, "{\"kind\":\"CRSMismatch\",\"message\":\"4326\"}", WriteClass.Transient, "4326")]
    [InlineData(500, "InvalidGeometry", WriteClass.Transient, "InvalidGeometry")]
    [InlineData(401, "{\"error\":\"unable to parse authentication credentials\"}", WriteClass.Misconfigured, "unable to parse authentication credentials")]
    [InlineData(401, "{\"error\":\"authorization failed\"}", WriteClass.Misconfigured, "authorization failed")]
    [InlineData(403, "{\"code\":\"forbidden\",\"message\":\"insufficient permissions for write\"}", WriteClass.Misconfigured, "insufficient permissions for write")]
    [InlineData(404, "{\"error\":\"database not found: \\\"nope\\\"\"}", WriteClass.Misconfigured, "database not found: \"nope\"")]
    [InlineData(404, "{\"code\":\"not found\",\"message\":\"bucket \\\"x\\\" not found\"}", WriteClass.Misconfigured, "bucket \"x\" not found")]
    [InlineData(404, "404 page not found\n", WriteClass.Misconfigured, "HTTP 404: nothing there takes writes of dialect V1, mend Url or Api: 404 page not found")]
    [InlineData(405, "", WriteClass.Misconfigured, "HTTP 405: nothing there takes writes of dialect V1, mend Url or Api")]
    [InlineData(408, "", WriteClass.Transient, "HTTP 408 without a message")]
    [InlineData(413, "{\"error\":\"Request Entity Too Large\"}", WriteClass.TooLarge, "Request Entity Too Large")]
    [InlineData(415, "", WriteClass.Misconfigured, "HTTP 415 without a message")]
    [InlineData(418, "", WriteClass.Misconfigured, "HTTP 418 without a message")]
    [InlineData(425, "", WriteClass.Transient, "HTTP 425 without a message")]
    [InlineData(429, "", WriteClass.Throttled, "HTTP 429 without a message")]
    [InlineData(500, "{\"error\":\"retention policy not found: norp\"}", WriteClass.Misconfigured, "retention policy not found: norp")]
    [InlineData(500, "{\"error\":\"timeout\"}", WriteClass.Transient, "timeout")]
    [InlineData(502, "<html>Bad Gateway</html>", WriteClass.Transient, "<html>Bad Gateway</html>")]
    [InlineData(503, "request throttled, exceeds timeout\n", WriteClass.Throttled, "request throttled, exceeds timeout")]
    [InlineData(503, "the storage is in read-only mode", WriteClass.Transient, "the storage is in read-only mode")]
    [InlineData(504, "", WriteClass.Transient, "HTTP 504 without a message")]
    [InlineData(599, "", WriteClass.Transient, "HTTP 599 without a message")]
    [InlineData(600, "", WriteClass.Misconfigured, "HTTP 600 without a message")]
    [InlineData(100, "", WriteClass.Misconfigured, "HTTP 100 without a message")]
    public void Classify_AnswerOfARealStore_GivesTheClassAndTheStoresWords(int status, string body, WriteClass expected, string message)
    {
        var verdict = WriteClassifier.Classify(StoreApi.V1, status, body, null, Spatial);

        Assert.Equal((expected, message), (verdict.Class, verdict.Message));
        Assert.Equal(expected == WriteClass.Throttled ? WriteClassifier.DefaultRetryAfter : null, verdict.RetryAfter);
    }

    [Theory]
    [InlineData(429, -5, 0)]
    [InlineData(429, 0, 0)]
    [InlineData(503, 2, 2)]
    [InlineData(503, 299, 299)]
    [InlineData(503, 300, 300)]
    [InlineData(429, 301, 300)]
    [InlineData(429, 1_000_000_000, 300)]
    public void Classify_RetryAfter_IsKeptWithinItsLimits(int status, int asked, int kept)
    {
        var verdict = WriteClassifier.Classify(StoreApi.V2, status, "", TimeSpan.FromSeconds(asked), []);

        Assert.Equal((WriteClass.Throttled, TimeSpan.FromSeconds(kept)), (verdict.Class, verdict.RetryAfter));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(401)]
    public void Classify_RetryAfterOfAnythingElse_IsNotThrottling(int status) =>
        Assert.Null(WriteClassifier.Classify(StoreApi.V2, status, "", TimeSpan.FromSeconds(3), []).RetryAfter);

    [Fact]
    public void Classify_EveryStatus_OnlyTheProducersOwnFaultsCanBeDeadLettered()
    {
        for (var status = 100; status < 700; status++)
        {
            var kind = WriteClassifier.Classify(StoreApi.V2, status, "", null, []).Class;
            Assert.Equal(status is 400 or 413 or 422, kind is WriteClass.DataFault or WriteClass.TooLarge);
            Assert.Equal(status is >= 200 and < 300, kind == WriteClass.Committed);
            Assert.NotEqual(WriteClass.Hung, kind);
            Assert.NotEqual(WriteClass.Aborted, kind);
        }
    }

    [Theory]
    [InlineData("", "partial write: x", "partial write: x")]
    [InlineData("{}", "from the header", "{}")]
    [InlineData("{\"error\":\"from the body\"}", "from the header", "from the body")]
    public void Classify_ErrorHeader_IsUsedWhenTheBodyHasNothing(string body, string header, string message) =>
        Assert.Equal(message, WriteClassifier.Classify(StoreApi.V1, 400, body, null, [], header).Message);

    [Fact]
    public void Classify_HeaderSaysWhatTheBodyDoesNot_ClassifiesByIt() =>
        Assert.Equal(WriteClass.Misconfigured, WriteClassifier.Classify(StoreApi.V1, 400, "", null, [], "database is required").Class);

    [Theory]
    [InlineData("{\"error\":\"partial write: something very lo", "{\"error\":\"partial write: something very lo")]
    [InlineData("{\"code\":\"invalid\",\"message\":\"bad line\",\"line\":", "bad line")]
    [InlineData("{\"message\":\"bad line\",\"nested\":{\"error\":\"not this\"}}", "bad line")]
    [InlineData("{\"message\":\"less\",\"error\":\"more\"}", "more")]
    [InlineData("{\"error\":42,\"message\":\"text\"}", "text")]
    [InlineData("{\"error\":\"half a \\ud800 pair\"}", "{\"error\":\"half a \\ud800 pair\"}")]
    [InlineData("{not json", "{not json")]
    public void Classify_BodyCutOffOrOdd_StillGivesAMessage(string body, string message) =>
        Assert.Equal(message, WriteClassifier.Classify(StoreApi.V2, 400, body, null, []).Message);

    [Theory]
    [InlineData("a\r\n\tb\u0000\u001b[31mc", "a b [31mc")]
    [InlineData("  padded \u00a0 ", "padded")]
    [InlineData("caf\u00e9 \ud83d\ude00 \ud800x", "café 😀 x")]
    [InlineData("\u0001\u0002", "HTTP 400 without a message")]
    public void Classify_UnprintableBody_BecomesOnePrintableLine(string body, string message) =>
        Assert.Equal(message, WriteClassifier.Classify(StoreApi.V1, 400, body, null, []).Message);

    [Theory]
    [InlineData(1023, 1023)]
    [InlineData(1024, 1024)]
    [InlineData(1025, 1024)]
    [InlineData(100_000, 1024)]
    public void Classify_LongBody_IsCutAtTheLimit(int length, int kept) =>
        Assert.Equal(kept, WriteClassifier.Classify(StoreApi.V1, 400, new string('x', length), null, []).Message.Length);

    [Fact]
    public void Classify_LimitInsideASurrogatePair_DropsTheWholePair() =>
        Assert.Equal(new string('x', 1023), WriteClassifier.Classify(StoreApi.V1, 400, new string('x', 1023) + "😀", null, []).Message);

    [Fact]
    public void Classify_CleanSuccess_SharesOneVerdict() =>
        Assert.Same(WriteVerdict.Committed, WriteClassifier.Classify(StoreApi.V2, 204, "", null, []));
}
