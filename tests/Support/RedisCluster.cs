namespace Holdfast.Tests.Support;

/// <summary>Six real Redis: three primaries, nodes 0 to 2, with a third of the slots each, and their replicas, nodes 3 to 5.</summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    private const int Primaries = 3;
    private const int Slots = 16_384;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<RedisProcess> _nodes = [];

    private RedisCluster()
    {
    }

    public IReadOnlyList<RedisProcess> Nodes => _nodes;

    /// <summary>Where the library finds it.</summary>
    public string Endpoints => string.Join(',', _nodes.Select(static node => $"127.0.0.1:{node.Port}"));

    /// <summary>Starts an empty one and waits until every replica has what its primary has.</summary>
    public static async Task<RedisCluster> StartAsync()
    {
        var cluster = new RedisCluster();
        try
        {
            for (var node = 0; node < 2 * Primaries; node++)
                cluster._nodes.Add(await RedisProcess.StartAsync(cluster: true));
            await cluster.JoinAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public RedisProcess ReplicaOf(int primary) => _nodes[Primaries + primary];

    /// <summary>Which primary a key belongs to.</summary>
    public static int PrimaryOf(int slot) => slot * Primaries / Slots;

    /// <summary>The slot of a key without spaces.</summary>
    public async Task<int> SlotOfAsync(string key) => int.Parse(await _nodes[^1].CommandAsync($"CLUSTER KEYSLOT {key}"));

    /// <summary>Waits until a replica has taken its primary's place and the cluster is whole again.</summary>
    public Task FailedOverAsync(int primary) => UntilAsync(async () =>
        (await ReplicaOf(primary).CommandAsync("INFO replication")).Contains("role:master", StringComparison.Ordinal)
        && (await ReplicaOf(primary).CommandAsync("CLUSTER INFO")).Contains("cluster_state:ok", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    private async Task JoinAsync()
    {
        for (var node = 0; node < _nodes.Count; node++)
            await _nodes[node].CommandAsync($"CLUSTER SET-CONFIG-EPOCH {node + 1}");
        for (var node = 1; node < _nodes.Count; node++)
            await _nodes[0].CommandAsync($"CLUSTER MEET 127.0.0.1 {_nodes[node].Port} {_nodes[node].BusPort}");
        foreach (var node in _nodes)
            await UntilAsync(async () => (await node.CommandAsync("CLUSTER INFO")).Contains($"cluster_known_nodes:{_nodes.Count}", StringComparison.Ordinal));
        for (var primary = 0; primary < Primaries; primary++)
        {
            var first = ((primary * Slots) + Primaries - 1) / Primaries;
            var last = (((primary + 1) * Slots) + Primaries - 1) / Primaries - 1;
            await _nodes[primary].CommandAsync($"CLUSTER ADDSLOTSRANGE {first} {last}");
            var id = await _nodes[primary].CommandAsync("CLUSTER MYID");
            await UntilAsync(() => TryAsync(ReplicaOf(primary), $"CLUSTER REPLICATE {id}"));
        }

        foreach (var node in _nodes)
            await UntilAsync(async () => (await node.CommandAsync("CLUSTER INFO")).Contains("cluster_state:ok", StringComparison.Ordinal));
        for (var primary = 0; primary < Primaries; primary++)
            await UntilAsync(async () => (await ReplicaOf(primary).CommandAsync("INFO replication")).Contains("master_link_status:up", StringComparison.Ordinal));
    }

    /// <summary>A node does not know another one by its id before it has heard of it.</summary>
    private static async Task<bool> TryAsync(RedisProcess node, string command)
    {
        try
        {
            await node.CommandAsync(command);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
    }
}
