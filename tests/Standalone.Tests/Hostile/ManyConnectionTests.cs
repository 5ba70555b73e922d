using System.Net;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.Hostile;

/// <summary>A thousand clients at once, idle and writing. What happens at the limit is in <see cref="CrowdedConnectionTests"/>.</summary>
public sealed class ManyConnectionTests
{
    private const int Count = 1000;

    /// <summary>Handles that the start may still have when they are counted, and gives back afterwards.</summary>
    private const int Passing = 100;

    [Fact]
    public async Task Connections_AThousandIdleAndThenWritingOverAndOver_AreAllAnsweredInBoundedMemory()
    {
        const int rounds = 3;
        await using var process = await HostileProcess.StartAsync("--Logging:LogLevel:Default=None");
        Assert.Equal(HttpStatusCode.NoContent, await process.WriteAsync("well v=1i"));
        var (handles, memory) = (process.Handles, process.MostMemory);
        var connections = new List<RawConnection>();
        for (var number = 0; number < Count; number++)
            connections.Add(await RawConnection.OpenAsync(process.Address));
        await TestNode.UntilAsync(() => Task.FromResult(process.Handles >= handles + Count - Passing));
        Assert.Equal(HttpStatusCode.NoContent, await process.WriteAsync("well v=2i"));

        for (var round = 0; round < rounds; round++)
        {
            var answers = await Task.WhenAll(connections.Select(async (connection, number) =>
            {
                await connection.SendAsync(HostileNode.Write($"many,n={number} v={round}i\n"));
                return await connection.ReadAsync();
            }));
            Assert.All(answers, static answer => Assert.Equal(204, answer.Status));
        }

        Assert.InRange(process.Handles, handles + Count - Passing, handles + Count + 200);
        var grown = (process.MostMemory - memory) / HostileProcess.MiB;
        Assert.True(grown < 200, $"the process grew by {grown} MiB");

        connections.ForEach(static connection => connection.Dispose());
        await TestNode.UntilAsync(() => Task.FromResult(process.Handles < handles + 200));
        Assert.Equal(HttpStatusCode.NoContent, await process.WriteAsync("well v=3i"));
    }
}
