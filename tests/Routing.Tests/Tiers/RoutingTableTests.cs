using System.Collections.Immutable;
using Holdfast.Routing.Tiers;

namespace Holdfast.Routing.Tests.Tiers;

public sealed class RoutingTableTests
{
    private static readonly ImmutableArray<StoreDefinition> Stores = [Store("primary"), Store("replica")];
    private static readonly ImmutableArray<Tier> Tiers = [Tier("hot"), Tier("cold")];

    [Fact]
    public void Create_ValidDefinitions_AnswersByBucketNameAndStore()
    {
        var table = RoutingTable.Create(Stores, Tiers, out var errors)!;

        Assert.Empty(errors);
        Assert.Equal(Stores, table.Stores);
        Assert.Equal(Tiers, table.Tiers);
        Assert.Same(Tiers[1], table.TierOfBucket("bucket_cold"));
        Assert.Same(Tiers[0], table.TierNamed("hot"));
        Assert.Same(Stores[1], table.StoreNamed("replica"));
        Assert.Equal("primary", table.TierNamed("hot")!.Primary.Store);
        Assert.Null(table.TierOfBucket("hot"));
        Assert.Null(table.TierOfBucket("BUCKET_COLD"));
        Assert.Null(table.TierNamed("warm"));
        Assert.Null(table.StoreNamed("Primary"));
    }

    [Fact]
    public void Create_Nothing_AsksForBoth() => AssertErrors(
        [], [],
        "Holdfast:Stores: no store is defined. Define at least one store with its Url.",
        "Holdfast:Tiers: no tier is defined. Define at least one tier with its bucket, retention and targets.");

    [Fact]
    public void Create_AnyError_GivesNoTable()
    {
        Assert.Null(RoutingTable.Create(Stores, [], out var errors));
        Assert.Single(errors);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("größe")]
    public void Create_UnusableName_IsReportedForStoreAndTier(string name)
    {
        const string Mend = "Use 1 to 64 letters, digits, '-', '_' and '.', not starting with '.'";
        AssertErrors([.. Stores, Store(name)], Tiers, $"Holdfast:Stores:{name}: '{name}' is not a usable name. {Mend}.");
        AssertErrors(Stores, [.. Tiers, Tier(name)], $"Holdfast:Tiers:{name}: '{name}' is not a usable name. {Mend}.");
    }

    [Fact]
    public void Create_LongestName_IsTakenAndOneMoreIsNot()
    {
        var longest = new string('n', 64);
        AssertErrors([.. Stores, Store(longest)], [.. Tiers, Tier(longest)]);
        var longer = longest + "n";
        AssertErrors(
            [.. Stores, Store(longer)], Tiers,
            $"Holdfast:Stores:{longer}: '{longer}' is not a usable name. Use 1 to 64 letters, digits, '-', '_' and '.', not starting with '.'.");
    }

    [Fact]
    public void Create_NamesOfEveryKindOfLetter_AreTaken() => AssertErrors([.. Stores, Store("A-z_0.9")], [.. Tiers, Tier("-Z9._")]);

    [Fact]
    public void Create_StoresDifferingByCaseOnly_AreRefused() => AssertErrors(
        [.. Stores, Store("PRIMARY")], Tiers,
        "Holdfast:Stores:PRIMARY: two stores have this name (case does not tell them apart). Give each store a name of its own.");

    [Theory]
    [InlineData("ftp://host", "ftp://host")]
    [InlineData("/relative", "/relative")]
    [InlineData("localhost:8086", "localhost:8086")]
    [InlineData("http://host?db=x", "http://host?…")]
    [InlineData("http://host#part", "http://host#…")]
    [InlineData("ftp://me:secret@host", "…@host")]
    [InlineData("http://host/?p=secret@home", "http://host/?…")]
    public void Create_UnusableAddress_IsShownWithoutSecrets(string url, string shown) => AssertErrors(
        [.. Stores, Store("third") with { Url = new Uri(url, UriKind.RelativeOrAbsolute) }], Tiers,
        $"Holdfast:Stores:third:Url: '{shown}' is not a base address. Give an absolute http or https address without query, such as http://127.0.0.1:8086.");

    [Fact]
    public void Create_AddressWithCredentials_IsRefused() => AssertErrors(
        [.. Stores, Store("third") with { Url = new Uri("https://me:secret@host/base/") }], Tiers,
        "Holdfast:Stores:third:Url: the address carries credentials. Move them to Token, or to Username and Password.");

    [Theory]
    [InlineData("http://host")]
    [InlineData("https://host:8443/influx/")]
    [InlineData("http://[::1]:8086")]
    public void Create_BaseAddress_IsTaken(string url) => AssertErrors([.. Stores, Store("third") with { Url = new Uri(url) }], Tiers);

    [Fact]
    public void Create_TwoTiersOfOneName_AreRefused() => AssertErrors(
        Stores, [.. Tiers, Tier("hot") with { Bucket = "other" }],
        "Holdfast:Tiers:hot: two tiers have this name. Give each tier a name of its own.");

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Create_TierWithoutBucket_IsRefused(string bucket) => AssertErrors(
        Stores, [.. Tiers, Tier("warm") with { Bucket = bucket }],
        "Holdfast:Tiers:warm:Bucket: no bucket is given. Give the bucket name by which producers address this tier.");

    [Fact]
    public void Create_TwoTiersOfOneBucket_NamesTheFirst() => AssertErrors(
        Stores, [.. Tiers, Tier("warm") with { Bucket = "bucket_cold" }],
        "Holdfast:Tiers:warm:Bucket: 'bucket_cold' is already the bucket of tier 'cold'. Give each tier a bucket of its own.");

    [Fact]
    public void Create_Retention_MayBeZeroButNotNegative()
    {
        AssertErrors(Stores, [.. Tiers, Tier("warm") with { Retention = TimeSpan.Zero }]);
        AssertErrors(
            Stores, [.. Tiers, Tier("warm") with { Retention = TimeSpan.FromTicks(-1) }],
            "Holdfast:Tiers:warm:Retention: '-00:00:00.0000001' is negative. Give the time to live, such as 7.00:00:00, or 00:00:00 for ever.");
    }

    [Fact]
    public void Create_ChainLength_IsOneToEight()
    {
        ImmutableArray<StoreDefinition> many = [.. Enumerable.Range(0, 9).Select(static i => Store($"s{i}"))];
        Tier Chain(int length) => Tier("warm") with { Chain = [.. many.Take(length).Select(static (store, i) => new Target(store.Name, "b", i, null))] };

        Assert.Equal(8, RoutingTable.MaxChain);
        AssertErrors(many, [Chain(1)]);
        AssertErrors(many, [Chain(8)]);
        AssertErrors(many, [Chain(0)], "Holdfast:Tiers:warm:Targets: the tier has no target. List at least one target with Store and Bucket.");
        AssertErrors(many, [Chain(9)], "Holdfast:Tiers:warm:Targets: the tier has 9 targets. List at most 8.");
    }

    [Fact]
    public void Create_TargetOfUnknownStore_ListsTheKnown() => AssertErrors(
        Stores, [Tier("hot") with { Chain = [new("Primary", "b", 0, null)] }],
        "Holdfast:Tiers:hot:Targets:0:Store: no store is called 'Primary'. Name one of: primary, replica.");

    [Fact]
    public void Create_SameStoreTwiceInAChain_IsRefused() => AssertErrors(
        Stores, [Tier("hot") with { Chain = [new("primary", "a", 0, null), new("primary", "b", 1, null)] }],
        "Holdfast:Tiers:hot:Targets:1:Store: store 'primary' already stands in this chain. A fallback on the same store protects nothing: name another store.");

    [Fact]
    public void Create_TargetWithoutBucket_IsRefused() => AssertErrors(
        Stores, [Tier("hot") with { Chain = [new("primary", " ", 0, null)] }],
        "Holdfast:Tiers:hot:Targets:0:Bucket: no bucket is given. Give the bucket on that store.");

    [Fact]
    public void Create_DeclaredRetention_MustBeTheTiersOwn()
    {
        AssertErrors(Stores, [Tier("hot") with { Chain = [new("primary", "b", 0, TimeSpan.FromDays(7))] }]);
        AssertErrors(
            Stores, [Tier("hot") with { Chain = [new("primary", "b", 0, null), new("replica", "b", 1, TimeSpan.Zero)] }],
            "Holdfast:Tiers:hot:Targets:1:Retention: '00:00:00' differs from the tier's '7.00:00:00'. A target must have its tier's time to live: mend the one that is wrong.");
    }

    [Fact]
    public void Create_ManyFaults_AreAllReported() => AssertErrors(
        [Store("a b"), Store("x") with { Url = new Uri("ftp://x") }],
        [new Tier("t", "", TimeSpan.FromDays(-1), [new("y", "", 0, null)])],
        "Holdfast:Stores:a b: 'a b' is not a usable name. Use 1 to 64 letters, digits, '-', '_' and '.', not starting with '.'.",
        "Holdfast:Stores:x:Url: 'ftp://x' is not a base address. Give an absolute http or https address without query, such as http://127.0.0.1:8086.",
        "Holdfast:Tiers:t:Bucket: no bucket is given. Give the bucket name by which producers address this tier.",
        "Holdfast:Tiers:t:Retention: '-1.00:00:00' is negative. Give the time to live, such as 7.00:00:00, or 00:00:00 for ever.",
        "Holdfast:Tiers:t:Targets:0:Store: no store is called 'y'. Name one of: a b, x.",
        "Holdfast:Tiers:t:Targets:0:Bucket: no bucket is given. Give the bucket on that store.");

    private static StoreDefinition Store(string name) => new(name, new Uri("http://127.0.0.1:8086"), StoreApi.V2, "");

    private static Tier Tier(string name) =>
        new(name, $"bucket_{name}", TimeSpan.FromDays(7), [new("primary", "b", 0, null), new("replica", "b", 1, null)]);

    private static void AssertErrors(ImmutableArray<StoreDefinition> stores, ImmutableArray<Tier> tiers, params string[] expected)
    {
        var table = RoutingTable.Create(stores, tiers, out var errors);

        Assert.Equal(expected, errors.Select(static error => error.ToString()).ToArray());
        Assert.Equal(expected.Length == 0, table is not null);
    }
}
