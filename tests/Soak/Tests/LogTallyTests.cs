using Holdfast.Soak.Watching;

namespace Holdfast.Soak.Tests;

public sealed class LogTallyTests
{
    [Fact]
    public void Note_ExpectedAndUnexpectedErrors_ToldApart()
    {
        var log = new LogTally();
        foreach (var line in (string[])
            [
                "warn: Holdfast.Pipeline.Telemetry.EventLog[101]", "      Breaker of a opened", "fail: Holdfast.Pipeline.Telemetry.EventLog[112]", "      a/b does not serve tier hot",
                "fail: Holdfast.Pipeline.Telemetry.EventLog[143]", "      3 batches are in no store",
                "fail: Microsoft.AspNetCore.Server.Kestrel[13]", "      Connection id \"x\": an unhandled exception", "      at Somewhere", "info: Holdfast.Pipeline.Telemetry.EventLog[102]", "      more",
            ])
            log.Note(line);
        Assert.Equal(1, log.UnexpectedErrors);
        Assert.Equal("fail Kestrel[13]: Connection id \"x\": an unhandled exception at Somewhere", Assert.Single(log.Examples));
        Assert.Equal(["fail EventLog[112] 1", "fail EventLog[143] 1", "fail Kestrel[13] 1", "info EventLog[102] 1", "warn EventLog[101] 1"], log.Events);
    }

    [Fact]
    public void NoteError_AnyLine_IsUnexpected()
    {
        var log = new LogTally();
        log.NoteError("Unhandled exception.");
        Assert.Equal(1, log.UnexpectedErrors);
    }
}
