using Holdfast.Standalone.Connections;
using Holdfast.Standalone.Tests.Support;
using Microsoft.AspNetCore.Connections;

namespace Holdfast.Standalone.Tests.Connections;

/// <summary>A book under virtual time, in which a second passes with everything that happens.</summary>
internal sealed class BookRig(int limit)
{
    private readonly EmbeddedTime _time = new();

    public ConnectionBook Book { get; } = new(limit);

    public long Now => _time.GetTimestamp();

    public static ConnectionVerdict Admitted(OpenConnection? asked = null, OpenConnection? cutOff = null) => new(Admitted: true, asked, cutOff);

    /// <summary>Opens one more, whatever becomes of others.</summary>
    public (OpenConnection Connection, ConnectionVerdict Verdict) Open()
    {
        Pass();
        var connection = new OpenConnection(new DefaultConnectionContext(), Now);
        return (connection, Book.Open(connection));
    }

    /// <summary>Opens as many as stay without anybody leaving.</summary>
    public List<OpenConnection> Fill()
    {
        List<OpenConnection> connections = [];
        for (var number = 0; number < limit; number++)
        {
            var (connection, verdict) = Open();
            Assert.Equal(Admitted(), verdict);
            connections.Add(connection);
        }

        return connections;
    }

    public void Begin(OpenConnection connection)
    {
        Pass();
        Assert.True(connection.TryBegin());
    }

    public void End(OpenConnection connection)
    {
        Pass();
        connection.End(Now);
    }

    private void Pass() => _time.Advance(TimeSpan.FromSeconds(1));
}
