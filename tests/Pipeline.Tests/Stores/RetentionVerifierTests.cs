using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Tests.Stores;

public class RetentionVerifierTests
{
    private const string Week = "{\"buckets\":[{\"name\":\"b\",\"retentionRules\":[{\"everySeconds\":604800}]}]}";
    private const string Month = "{\"buckets\":[{\"name\":\"b\",\"retentionRules\":[{\"everySeconds\":2592000}]}]}";

    private readonly StoresTimeProvider _time = new();
    private readonly List<RetentionChange> _changes = [];
    private readonly Dictionary<string, ScriptedTransport> _transports = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    [Fact]
    public void Snapshot_BeforeTheFirstVerification_NothingIsEligible()
    {
        var table = Table(Hot(Asked("one"), Declared("two", 7)));
        var verifier = Verifier(table);

        Assert.All(verifier.Snapshot.Of(table.Tiers[0]), static verdict => Assert.Equal(RetentionStatus.Unknown, verdict.Status));
        Assert.Equal(2, verifier.Snapshot.Of(table.Tiers[0]).Length);
    }

    [Fact]
    public async Task VerifyAllAsync_StoresThatTell_AreComparedWithTheTier()
    {
        var table = Table(Hot(Asked("one"), Asked("two"), Asked("three"), Declared("four", 7)));
        Store("one", 200, Week);
        Store("two", 200, Month);
        Store("three", 500);
        Store("four", 200, Month);
        var verifier = Verifier(table);

        await verifier.VerifyAllAsync(CancellationToken.None);

        Assert.Equal(
            [RetentionStatus.Eligible, RetentionStatus.Ineligible, RetentionStatus.Unknown, RetentionStatus.Eligible],
            verifier.Snapshot.Of(table.Tiers[0]).Select(static verdict => verdict.Status));
        Assert.True(verifier.Snapshot.IsEligible(table.Tiers[0], table.Tiers[0].Primary));
        Assert.Empty(_transports["four"].Requests);
        Assert.Equal("four one three two", string.Join(" ", _changes.Select(static change => change.Target.Store).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task VerifyAllAsync_NothingDue_AsksNobody()
    {
        var table = Table(Hot(Asked("one")));
        Store("one", 200, Week);
        var verifier = Verifier(table);
        await verifier.VerifyAllAsync(CancellationToken.None);

        _time.Advance(RetentionState.RecheckEligible - TimeSpan.FromSeconds(1));
        await verifier.VerifyAllAsync(CancellationToken.None);
        Assert.Single(_transports["one"].Requests);

        _time.Advance(TimeSpan.FromSeconds(1));
        await verifier.VerifyAllAsync(CancellationToken.None);
        Assert.Equal(2, _transports["one"].Requests.Count);
    }

    [Fact]
    public async Task VerifyAllAsync_BreakerOpen_CostsTheStoreNothing()
    {
        var table = Table(Hot(Asked("one"), Asked("two")));
        Store("one", 200, Week);
        Store("two", 200, Week);
        _open.Add("one");
        var verifier = Verifier(table);

        await verifier.VerifyAllAsync(CancellationToken.None);
        Assert.Empty(_transports["one"].Requests);
        Assert.Equal([RetentionStatus.Unknown, RetentionStatus.Eligible], verifier.Snapshot.Of(table.Tiers[0]).Select(static verdict => verdict.Status));
        Assert.Equal(RetentionState.MinimumBackoff, verifier.Wait);

        _open.Clear();
        await verifier.VerifyAllAsync(CancellationToken.None);
        Assert.True(verifier.Snapshot.IsEligible(table.Tiers[0], table.Tiers[0].Primary));
    }

    [Fact]
    public async Task VerifyAllAsync_HungStore_HoldsUpNoOtherAndIsAskedOnlyOnce()
    {
        var table = Table(Hot(Asked("one"), Asked("two")), Hot(Asked("one"), Asked("two")) with { Name = "warm", Bucket = "warm" });
        _transports["one"] = new((_, ct) => ScriptedTransport.HangAsync(ct));
        Store("two", 200, Week);
        var verifier = Verifier(table);

        var verifying = verifier.VerifyAllAsync(CancellationToken.None);
        Assert.False(verifying.IsCompleted);
        Assert.All(table.Tiers, tier => Assert.True(verifier.Snapshot.IsEligible(tier, tier.Chain[1])));
        _time.Advance(RetentionVerifier.ReadLimit);
        await verifying;

        Assert.Single(_transports["one"].Requests);
        Assert.All(table.Tiers, tier => Assert.Equal(
            new(RetentionStatus.Unknown, "its time to live could not be asked: no answer within 2 s"), verifier.Snapshot.Of(tier)[0]));
    }

    [Fact]
    public async Task VerifyAllAsync_Cancelled_ThrowsAndKeepsWhatWasLearnt()
    {
        var table = Table(Hot(Asked("one"), Asked("two")));
        _transports["one"] = new((_, ct) => ScriptedTransport.HangAsync(ct));
        Store("two", 200, Week);
        var verifier = Verifier(table);
        using var given = new CancellationTokenSource();

        var verifying = verifier.VerifyAllAsync(given.Token);
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => verifying);
        Assert.Equal([RetentionStatus.Unknown, RetentionStatus.Eligible], verifier.Snapshot.Of(table.Tiers[0]).Select(static verdict => verdict.Status));
    }

    [Fact]
    public async Task MarkMisconfigured_Target_IsOutUntilALaterVerificationSucceeds()
    {
        var table = Table(Hot(Asked("one"), Declared("two", 7)));
        Store("one", 200, Week);
        Store("two", 204);
        var verifier = Verifier(table);
        await verifier.VerifyAllAsync(CancellationToken.None);
        var tier = table.Tiers[0];
        _changes.Clear();

        foreach (var target in tier.Chain)
            verifier.MarkMisconfigured(target, "authorization failed");

        Assert.All(verifier.Snapshot.Of(tier), verdict => Assert.Equal(new(RetentionStatus.Ineligible, "it refuses writes: authorization failed"), verdict));
        Assert.Equal(2, _changes.Count);
        _time.Advance(RetentionState.MinimumHold - TimeSpan.FromMilliseconds(1));
        await verifier.VerifyAllAsync(CancellationToken.None);
        Assert.All(verifier.Snapshot.Of(tier), static verdict => Assert.False(verdict.IsEligible));
        Assert.Single(_transports["one"].Requests);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await verifier.VerifyAllAsync(CancellationToken.None);
        Assert.All(verifier.Snapshot.Of(tier), static verdict => Assert.True(verdict.IsEligible));
        Assert.Equal(4, _changes.Count);
    }

    [Fact]
    public async Task MarkMisconfigured_WhileTheStoreIsAsked_VoidsTheOlderAnswer()
    {
        var table = Table(Hot(Asked("one")));
        Store("one", 200, Week);
        var verifier = Verifier(table);
        await verifier.VerifyAllAsync(CancellationToken.None);
        var answer = new TaskCompletionSource<StoreResponse>();
        _transports["one"] = new((_, _) => answer.Task);
        _time.Advance(RetentionState.RecheckEligible);

        var verifying = verifier.VerifyAllAsync(CancellationToken.None);
        verifier.MarkMisconfigured(table.Tiers[0].Primary, "HTTP 403");
        answer.SetResult(new() { Status = 200, Body = Week });
        await verifying;

        Assert.Equal(new(RetentionStatus.Ineligible, "it refuses writes: HTTP 403"), verifier.Snapshot.Of(table.Tiers[0])[0]);
    }

    [Fact]
    public async Task MarkMisconfigured_BucketOfTwoTiers_IsOutInBothAndNoOther()
    {
        var table = Table(
            Hot(Declared("one", 7), Declared("two", 7)),
            Hot(Declared("two", 7), Declared("one", 7)) with { Name = "warm", Bucket = "warm" });
        Store("one", 204);
        Store("two", 204);
        var verifier = Verifier(table);
        await verifier.VerifyAllAsync(CancellationToken.None);

        verifier.MarkMisconfigured(table.Tiers[0].Chain[0], "no");
        verifier.MarkMisconfigured(new("elsewhere", "b", 0, null), "no");

        Assert.Equal([false, true], verifier.Snapshot.Of(table.Tiers[0]).Select(static verdict => verdict.IsEligible));
        Assert.Equal([true, false], verifier.Snapshot.Of(table.Tiers[1]).Select(static verdict => verdict.IsEligible));
    }

    [Fact]
    public async Task Wait_AllVerified_IsAtMostTheShortestHold()
    {
        var table = Table(Hot(Asked("one")));
        Store("one", 200, Week);
        var verifier = Verifier(table);
        Assert.Equal(RetentionState.MinimumBackoff, verifier.Wait);

        await verifier.VerifyAllAsync(CancellationToken.None);
        Assert.Equal(RetentionState.MinimumHold, verifier.Wait);

        _time.Advance(RetentionState.RecheckEligible - TimeSpan.FromSeconds(3));
        Assert.InRange(verifier.Wait, TimeSpan.FromSeconds(2.999), TimeSpan.FromSeconds(3));
    }

    private static Tier Hot(params Target[] targets) =>
        new("hot", "hot", TimeSpan.FromDays(7), [.. targets.Select(static (target, position) => target with { Position = position })]);

    private static Target Asked(string store) => new(store, "b", 0, null);

    private static Target Declared(string store, int days) => new(store, "b", 0, TimeSpan.FromDays(days));

    private static RoutingTable Table(params Tier[] tiers)
    {
        var stores = tiers.SelectMany(static tier => tier.Chain).Select(static target => target.Store).Distinct(StringComparer.Ordinal);
        var table = RoutingTable.Create([.. stores.Select(static name => StoreSamples.Settings(name: name).Definition)], [.. tiers], out var errors);
        Assert.Empty(errors);
        return table!;
    }

    private void Store(string name, int status, string body = "") => _transports[name] = new(status, body);

    private RetentionVerifier Verifier(RoutingTable table) => new(
        table,
        name => new StoreClient(StoreSamples.Settings(name: name), _transports[name], _time),
        name => !_open.Contains(name),
        change =>
        {
            lock (_changes)
                _changes.Add(change);
        },
        _time);
}
