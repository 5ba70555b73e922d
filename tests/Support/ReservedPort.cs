using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Tests.Support;

/// <summary>
/// A TCP port on loopback for a server that is started later, or killed and started again: whoever is given a port by the system never gets it
/// meanwhile, since it lies outside the range that the system gives from, and nobody else who asks here gets it, in this process or in another one.
/// </summary>
internal sealed class ReservedPort : IDisposable
{
    /// <summary>Above what is usually listened on, and wide enough for every test that runs at the same time.</summary>
    private const int Lowest = 20_000;

    private static int _asked;

    /// <summary>The UDP port of the same number, which nobody needs: while it is bound the number is taken, and the kernel frees it with the process.</summary>
    private readonly Socket _sign;

    private ReservedPort(int number, Socket sign) => (Number, _sign) = (number, sign);

    /// <summary>The port.</summary>
    public int Number { get; }

    /// <summary>Reserves one.</summary>
    /// <exception cref="InvalidOperationException">None is left.</exception>
    public static ReservedPort Take()
    {
        var range = SystemsLowest() - Lowest;

        // Processes begin far from each other, so that they hardly ever try for the same one.
        var first = (int)(Environment.ProcessId * 509L % range);
        for (var attempt = 0; attempt < range; attempt++)
        {
            var number = Lowest + ((first + Interlocked.Increment(ref _asked)) % range);
            if (TrySign(number) is not { } sign)
                continue;
            if (IsFree(number))
                return new(number, sign);
            sign.Dispose();
        }

        throw new InvalidOperationException("no port is left");
    }

    /// <inheritdoc/>
    public void Dispose() => _sign.Dispose();

    private static Socket? TrySign(int number)
    {
        var sign = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ExclusiveAddressUse = true };
        try
        {
            sign.Bind(new IPEndPoint(IPAddress.Loopback, number));
            return sign;
        }
        catch (SocketException)
        {
            sign.Dispose();
            return null;
        }
    }

    private static bool IsFree(int number)
    {
        using var listener = new TcpListener(IPAddress.Loopback, number);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Where the range begins that the system gives ports from.</summary>
    private static int SystemsLowest()
    {
        const int usual = 32_768;
        const string file = "/proc/sys/net/ipv4/ip_local_port_range";
        var lowest = File.Exists(file) ? int.Parse(File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture) : usual;

        // Where the system gives from nearly all of them there is no such place; then the numbers are as good as any.
        return lowest > Lowest + 1000 ? lowest : usual;
    }
}
