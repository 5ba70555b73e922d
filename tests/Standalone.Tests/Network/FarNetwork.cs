using System.Diagnostics;
using System.Globalization;
using Holdfast.Tests.Support;

namespace Holdfast.Standalone.Tests.Network;

/// <summary>
/// A network namespace of this test's own, tied to this machine by a pair of virtual links. A link is cut by giving the other side a hardware
/// address that nobody has: the packets are sent and taken by nobody, and unlike with a link that is down no sender is told.
/// Removed with all that is in it when disposed.
/// </summary>
internal sealed class FarNetwork : IAsyncDisposable
{
    /// <summary>Locally administered, and nobody's.</summary>
    private const string Nobody = "02:00:00:00:00:99";

    private static int _made;

    private readonly string _name;
    private readonly string _near;
    private readonly string _far;
    private readonly string _nearAddress;
    private readonly string _farAddress;
    private string _nearHardware = "";
    private string _farHardware = "";

    private FarNetwork()
    {
        // Links are known by at most 15 characters. Of the addresses for measurements (198.18.0.0/15) each network takes four.
        var number = Interlocked.Increment(ref _made);
        var block = ((Environment.ProcessId * 64) + (number % 64)) % 32_768;
        _name = $"holdfast-{Environment.ProcessId}-{number}";
        _near = string.Create(CultureInfo.InvariantCulture, $"hf{Environment.ProcessId:x}n{number:x}");
        _far = string.Create(CultureInfo.InvariantCulture, $"hf{Environment.ProcessId:x}f{number:x}");
        _nearAddress = $"198.{18 + (block >> 14)}.{(block >> 6) & 255}.{((block & 63) * 4) + 1}";
        _farAddress = $"198.{18 + (block >> 14)}.{(block >> 6) & 255}.{((block & 63) * 4) + 2}";
    }

    /// <summary>Where a store in it runs.</summary>
    public ProcessPlace Place => new(_farAddress, ["ip", "netns", "exec", _name]);

    /// <summary>Makes one; skips the test where <c>ip</c> is missing or may not make any.</summary>
    public static async Task<FarNetwork> MakeAsync()
    {
        Partner.Require("ip");
        var network = new FarNetwork();
        var (done, complaint) = await RunAsync("netns", "add", network._name);
        Partner.RequireThat(done, $"no network namespace can be made here ({complaint})");
        try
        {
            await network.TieAsync();
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has packets vanish from now on, or arrive again.</summary>
    public async Task LoseAsync(Lost lost)
    {
        await MustAsync("neigh", "replace", _farAddress, "lladdr", lost.HasFlag(Lost.Requests) ? Nobody : _farHardware, "nud", "permanent", "dev", _near);
        await MustAsync("-n", _name, "neigh", "replace", _nearAddress, "lladdr", lost.HasFlag(Lost.Answers) ? Nobody : _nearHardware, "nud", "permanent", "dev", _far);
    }

    public async ValueTask DisposeAsync()
    {
        // The namespace's end of the pair goes with the namespace, and an end takes the other with it; but only once nobody is left in it.
        await RunAsync("link", "delete", _near);
        await MustAsync("netns", "delete", _name);
    }

    private async Task TieAsync()
    {
        await MustAsync("link", "add", _near, "type", "veth", "peer", "name", _far, "netns", _name);
        await MustAsync("address", "add", $"{_nearAddress}/30", "dev", _near);
        await MustAsync("link", "set", _near, "up");
        await MustAsync("-n", _name, "address", "add", $"{_farAddress}/30", "dev", _far);
        await MustAsync("-n", _name, "link", "set", _far, "up");
        await MustAsync("-n", _name, "link", "set", "lo", "up");
        _nearHardware = await HardwareAsync("-br", "link", "show", "dev", _near);
        _farHardware = await HardwareAsync("-n", _name, "-br", "link", "show", "dev", _far);
        await LoseAsync(Lost.None);
    }

    /// <summary>The third word of what <c>ip -br link</c> says of a link.</summary>
    private static async Task<string> HardwareAsync(params string[] arguments) =>
        (await MustAsync(arguments)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[2];

    private static async Task<string> MustAsync(params string[] arguments)
    {
        var (done, output) = await RunAsync(arguments);
        return done ? output : throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {output}");
    }

    private static async Task<(bool Done, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var complaint = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? (true, output) : (false, (await complaint).Trim());
    }
}
