using System.Net.Sockets;
using Holdfast.Fuzzing.Running;

namespace Holdfast.Fuzzing.Http;

/// <summary>Sends bytes as they are over a connection of their own.</summary>
internal static class RawConnection
{
    /// <summary>Parts what is sent at once from what is sent later; not sent itself. Control characters of this kind stand in no sound request.</summary>
    public const byte Pause = 0x1E;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Sends the input, closes its own end, and reads until the other end is closed, too.</summary>
    /// <returns>What came, and whether the server closed in good order.</returns>
    public static async Task<(byte[] Answer, bool Whole)> ExchangeAsync(int port, byte[] input)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", port, patience.Token);
        await using var stream = client.GetStream();
        using var answer = new MemoryStream();
        var reading = ReadAsync(stream, answer, patience.Token);
        try
        {
            for (var at = 0; at < input.Length;)
            {
                var pause = Array.IndexOf(input, Pause, at);
                var end = pause < 0 ? input.Length : pause;
                await stream.WriteAsync(input.AsMemory(at, end - at), patience.Token);
                if (pause >= 0)
                    await Task.Delay(1, patience.Token);
                at = end + 1;
            }

            client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception closed) when (closed is IOException or SocketException)
        {
            // The server has had enough of it; what it answered is read all the same.
        }

        var whole = await reading;
        return (answer.ToArray(), whole);
    }

    private static async Task<bool> ReadAsync(NetworkStream stream, MemoryStream answer, CancellationToken cancellation)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer, cancellation) is > 0 and var count)
                answer.Write(buffer, 0, count);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            throw new Finding("a connection that the client has ended is closed", $"not within {Patience.TotalSeconds} s");
        }
    }
}
