using System.Net.Sockets;

namespace Holdfast.Tests.Support;

/// <summary>A real Redis (Debian's <c>redis-server</c>), alone or a node of a cluster. It keeps nothing on the disk but its view of the cluster.</summary>
internal sealed class RedisProcess : RealProcess
{
    private readonly string _program;
    private readonly string[] _cluster;
    private readonly ReservedPort _bus = ReservedPort.Take();

    private RedisProcess(string program, bool cluster)
    {
        _program = program;
        _cluster = cluster
            ? ["--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf", "--cluster-node-timeout", "1000", "--cluster-require-full-coverage", "no", "--cluster-port", $"{BusPort}", "--appendonly", "yes"]
            : [];
    }

    /// <summary>Where the nodes of a cluster talk to each other.</summary>
    public int BusPort => _bus.Number;

    /// <summary>Starts an empty one.</summary>
    /// <param name="cluster">Whether it is a node of a cluster.</param>
    public static async Task<RedisProcess> StartAsync(bool cluster = false)
    {
        var process = new RedisProcess(Partner.Require("redis-server"), cluster);
        await process.StartAsync();
        return process;
    }

    // Without the delay of a copy to a replica, a primary that is killed soon after its start is replaced all the same.
    public Task StartAsync() => StartAsync(
        _program,
        ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--dir", Folder, "--protected-mode", "no", "--repl-diskless-sync-delay", "0", .. _cluster],
        AnswersAsync);

    /// <summary>Sends one command, its words separated by spaces, and gives the answer's text.</summary>
    public async Task<string> CommandAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        await using var stream = client.GetStream();
        await using var writer = new StreamWriter(stream) { NewLine = "\r\n", AutoFlush = true };
        using var reader = new StreamReader(stream);
        await writer.WriteLineAsync(command);
        var head = await reader.ReadLineAsync() ?? throw new IOException("the connection was closed");
        if (head[0] == '-')
            throw new InvalidOperationException($"{command}: {head}");
        if (head[0] != '$' || head == "$-1")
            return head[1..];
        var text = new char[int.Parse(head.AsSpan(1))];
        await reader.ReadBlockAsync(text);
        return new(text);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _bus.Dispose();
    }

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        try
        {
            return await CommandAsync("PING") == "PONG";
        }
        catch (Exception fault) when (fault is SocketException or IOException or InvalidOperationException)
        {
            ct.ThrowIfCancellationRequested();
            return false;
        }
    }
}
