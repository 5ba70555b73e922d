using System.Text;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Tests.Draining;

public sealed class BackfillSchemaTests
{
    private const string Fields =
        """{"results":[{"statement_id":0,"series":[{"name":"m","columns":["fieldKey","fieldType"],"values":[["v","integer"],["f","float"],["both","float"],["both","integer"]]}]}]}""";

    private const string Keys = """{"results":[{"statement_id":0,"series":[{"name":"m","columns":["tagKey"],"values":[["host"]]},{"name":"n","columns":["tagKey"],"values":[["host"]]}]}]}""";

    private const string Values =
        """{"results":[{"statement_id":0,"series":[{"name":"m","columns":["key","value"],"values":[["host","a"],["host","b c"]]}]}]}""";

    [Fact]
    public void Check_FieldOfAnotherTypeThanTheStoreHolds_IsLeftOutAndTheRestStays() => VirtualWorld.Run(async world =>
    {
        var (rig, _) = await PreparedAsync(world, new());
        var check = Check(rig, "m v=1i 1\nm v=\"text\" 2\nm f=1 3\nm v=1.5 4\n");

        Assert.Equal("m v=1i 1\nm f=1 3\n", Encoding.UTF8.GetString(check!.Lines.Span));
        Assert.Equal(2, check.Points);
        Assert.Equal([(9, 13, RejectionCode.FieldTypeConflict), (30, 10, RejectionCode.FieldTypeConflict)], check.Conflicts.Select(static conflict => (conflict.Offset, conflict.Length, conflict.Code)));
        Assert.Equal("store 's0' holds it otherwise: found text for field 'v', expected integer, as first seen", check.Conflicts[0].Message);
    });

    [Fact]
    public void Check_NothingConflicts_GivesTheSameLines() => VirtualWorld.Run(async world =>
    {
        var (rig, _) = await PreparedAsync(world, new());
        ReadOnlyMemory<byte> lines = "m,host=new v=1i 1\nother v=\"new\" 2\n"u8.ToArray();
        var check = rig.Held.Check("s0", rig.Tier, lines);
        Assert.Equal(lines, check!.Lines);
        Assert.Empty(check.Conflicts);
    });

    [Fact]
    public void Check_FieldNewToTheStore_TheFirstTypeCounts() => VirtualWorld.Run(async world =>
    {
        var (rig, _) = await PreparedAsync(world, new());
        Assert.Empty(Check(rig, "m new=1i 1\n")!.Conflicts);
        Assert.Single(Check(rig, "m new=1.5 2\n")!.Conflicts);
    });

    [Fact]
    public void Check_FieldOfWhichTheStoreHasTwoTypes_IsLeftToTheStore() => VirtualWorld.Run(async world =>
    {
        var (rig, _) = await PreparedAsync(world, new());
        Assert.Empty(Check(rig, "m both=1i 1\n")!.Conflicts);
    });

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    public void Check_TagValueBeyondTheLimit_IsLeftOut(int limit, int conflicts) => VirtualWorld.Run(async world =>
    {
        var (rig, _) = await PreparedAsync(world, new() { MaxTagValues = limit });
        var check = Check(rig, "m,host=a v=1i 1\nm,host=b\\ c v=1i 2\nm,host=third v=1i 3\n");
        Assert.Equal(conflicts, check!.Conflicts.Count);
        Assert.All(check.Conflicts, static conflict => Assert.Equal(RejectionCode.TagCardinality, conflict.Code));
    });

    [Fact]
    public void Check_StoreHasMoreTagValuesThanTheLimit_DoesNotJudgeTags() => VirtualWorld.Run(async world =>
    {
        var (rig, _) = await PreparedAsync(world, new() { MaxTagValues = 1 });
        Assert.Empty(Check(rig, "m,host=b\\ c v=1i 1\nm,host=third v=1i 2\n")!.Conflicts);
    });

    [Fact]
    public void Check_MoreFieldsThanAreRemembered_AreLeftToTheStore() => VirtualWorld.Run(async world =>
    {
        var (rig, _) = await PreparedAsync(world, new() { MaxFields = 1 });
        Assert.Empty(Check(rig, "m f=1i 1\n")!.Conflicts);
    });

    [Theory]
    [InlineData(400, """{"error":"not supported"}""")]
    [InlineData(404, "")]
    [InlineData(200, "nonsense")]
    [InlineData(200, """{"results":[{"error":"database not found: hot"}]}""")]
    [InlineData(200, """{"results":[{"series":[{"values":[]}]}]}""")]
    [InlineData(500, "")]
    public void Check_StoreCannotTell_IsNotChecked(int status, string body) => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Answers = _ => new() { Status = status, Body = body };
        await rig.Held.PrepareAsync("s0", default);
        Assert.Null(Check(rig, "m v=\"text\" 1\n"));
    });

    [Fact]
    public void PrepareAsync_StoreHangs_GivesUpWithinTheLimit() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Hang();
        var before = rig.Time.Elapsed;
        await rig.Held.PrepareAsync("s0", default);
        Assert.Equal(BackfillSchema.Limit, rig.Time.Elapsed - before);
        Assert.Null(Check(rig, "m v=\"text\" 1\n"));
    });

    [Fact]
    public void PrepareAsync_AskedLately_AsksNoMoreUntilForgottenOrStale() => VirtualWorld.Run(async world =>
    {
        var (rig, asked) = await PreparedAsync(world, new());
        await rig.Held.PrepareAsync("s0", default);
        Assert.Equal(3, asked.Count);
        rig.Held.Forget("s0");
        Assert.Null(Check(rig, "m v=\"text\" 1\n"));
        await rig.Held.PrepareAsync("s0", default);
        Assert.Equal(6, asked.Count);
        await rig.PassAsync(BackfillSchema.Validity.TotalSeconds);
        await rig.Held.PrepareAsync("s0", default);
        Assert.Equal(9, asked.Count);
    });

    private static string AnswerTo(string query)
    {
        if (query.Contains("SHOW FIELD KEYS", StringComparison.Ordinal))
            return Fields;
        if (query.Contains("SHOW TAG KEYS", StringComparison.Ordinal))
            return Keys;
        Assert.EndsWith("SHOW TAG VALUES WITH KEY IN (\"host\")", query, StringComparison.Ordinal);
        return Values;
    }

    private static BackfillCheck? Check(WritingRig rig, string lines) => rig.Held.Check("s0", rig.Tier, Encoding.UTF8.GetBytes(lines));

    private static async Task<(WritingRig Rig, List<string> Asked)> PreparedAsync(VirtualWorld world, LimitOptions limits)
    {
        var rig = await WritingRig.StartAsync(world, new() { Limits = limits });
        var asked = new List<string>();
        rig.Primary.Answers = query =>
        {
            asked.Add(query);
            return new StoreResponse { Status = 200, Body = AnswerTo(query) };
        };
        await rig.Held.PrepareAsync("s0", default);
        Assert.All(asked, static query => Assert.Contains("db=hot", query, StringComparison.Ordinal));
        return (rig, asked);
    }
}
