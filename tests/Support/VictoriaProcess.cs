namespace Holdfast.Tests.Support;

/// <summary>A real VictoriaMetrics (Debian's <c>victoria-metrics</c>).</summary>
internal sealed class VictoriaProcess : RealProcess
{
    private readonly string _program;
    private string[] _flags;

    private VictoriaProcess(string program, string[] flags)
    {
        _program = program;
        _flags = flags;
    }

    /// <summary>Starts an empty one, with further flags.</summary>
    public static async Task<VictoriaProcess> StartAsync(params string[] flags)
    {
        var process = new VictoriaProcess(Partner.Require("victoria-metrics"), flags);
        await process.StartAsync();
        return process;
    }

    /// <summary>Kills it and starts it again, with what it kept and with other flags.</summary>
    public async Task RestartAsync(params string[] flags)
    {
        await KillAsync();
        _flags = flags;
        await StartAsync();
    }

    public Task StartAsync() => StartAsync(
        _program, [$"-storageDataPath={Folder}/data", $"-httpListenAddr=127.0.0.1:{Port}", "-retentionPeriod=100y", "-loggerLevel=ERROR", .. _flags], "/health");
}
