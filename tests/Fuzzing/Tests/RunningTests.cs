using Holdfast.Fuzzing.Mutating;
using Holdfast.Fuzzing.Running;

namespace Holdfast.Fuzzing.Tests;

/// <summary>That the fuzzer itself does what it says: a fuzzer that finds nothing looks just like one that cannot find anything.</summary>
public sealed class RunningTests
{
    [Fact]
    public async Task Minimiser_FailureThatNeedsTwoBytes_LeavesThoseOnly()
    {
        var small = await Minimiser.RunAsync("some text (with a) long tail; and so on"u8.ToArray(), static input =>
            Task.FromResult(input.AsSpan().IndexOf((byte)'(') is var open && open >= 0 && input.AsSpan(open).IndexOf((byte)')') > 0));

        Assert.Equal("()"u8.ToArray(), small);
    }

    [Fact]
    public async Task Trial_TargetThatThrows_NamesThePlaceAndNotTheText()
    {
        await using var target = new Thrower();

        var first = await Trial.RunAsync(target, "a"u8.ToArray());
        var second = await Trial.RunAsync(target, "b"u8.ToArray());

        Assert.Contains("InvalidOperationException at at Holdfast.Fuzzing.Tests.RunningTests.Thrower", first!.Rule, StringComparison.Ordinal);
        Assert.Equal(first.Rule, second!.Rule);
        Assert.NotEqual(first.Seen, second.Seen);
        Assert.Null(await Trial.RunAsync(target, []));
    }

    [Theory]
    [InlineData("parser")]
    [InlineData("deferred")]
    [InlineData("settings")]
    [InlineData("files")]
    public async Task Seeds_SameSeed_SameInput(string name)
    {
        await using var one = await Targets.OpenAsync(name);
        await using var other = await Targets.OpenAsync(name);

        Assert.All(Enumerable.Range(1, 20), seed => Assert.Equal(Seeds.InputOf(one, seed), Seeds.InputOf(other, seed)));
        Assert.True(Enumerable.Range(1, 20).Select(seed => Convert.ToHexString(Seeds.InputOf(one, seed))).Distinct(StringComparer.Ordinal).Count() > 10);
    }

    [Fact]
    public void FilePack_AnyCutOfAPack_GivesSomeFiles()
    {
        var pack = FilePack.Pack([("a", [1, 2, 3]), ("b\u00e9", []), ("c", [4])]);

        Assert.Equal(["a", "b\u00e9", "c"], FilePack.Unpack(pack).Select(static file => file.Name));
        Assert.All(Enumerable.Range(0, pack.Length), length => Assert.InRange(FilePack.Unpack(pack[..length]).Count, 0, 3));
    }

    private sealed class Thrower : FuzzTarget
    {
        public override string Name => "thrower";

        public override int TestSeeds => 1;

        public override byte[] Make(Random random) => [1];

        public override Task CheckAsync(byte[] input) => input.Length == 0 ? Task.CompletedTask : throw new InvalidOperationException($"{input[0]}");
    }
}
