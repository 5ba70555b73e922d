using System.Net;
using Holdfast.Pipeline.Telemetry;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Standalone.Connections;

/// <summary>
/// Stands before the HTTP server: takes each connection into the book, and closes whom the book names, so that idle and slow connections
/// cannot keep others out. Marks the requests on their connection. Safe for any number of threads.
/// </summary>
internal sealed partial class ConnectionGate
{
    private readonly ConnectionBook _book;
    private readonly TimeProvider _time;
    private readonly ILogger<ConnectionGate> _log;
    private readonly Func<object, Task> _ended;

    /// <summary>Makes the gate.</summary>
    /// <param name="book">Decides.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where it is told who was closed or refused.</param>
    public ConnectionGate(ConnectionBook book, TimeProvider time, ILogger<ConnectionGate> log)
    {
        (_book, _time, _log) = (book, time, log);
        _ended = connection =>
        {
            ((OpenConnection)connection).End(_time.GetTimestamp());
            return Task.CompletedTask;
        };
    }

    /// <summary>The middleware of connections, before all others of them.</summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) => connection => RunAsync(connection, next);

    /// <summary>
    /// The middleware of requests, before all others of them. A request ends when its answer was handed to the connection, after this has
    /// returned; so the end is marked by the server, not here.
    /// </summary>
    public RequestDelegate Mark(RequestDelegate next) => context =>
    {
        if (context.Features.Get<OpenConnection>() is not { } connection)
            return next(context);
        if (!connection.TryBegin())
        {
            // It is being closed, so no answer can arrive: whoever sends the request again must not find that it was half done.
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.OnCompleted(_ended, connection);
        return next(context);
    };

    private async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var now = _time.GetTimestamp();
        var entry = new OpenConnection(connection, now);
        connection.Features.Set(entry);
        var verdict = _book.Open(entry);
        if (!verdict.Admitted)
        {
            Refused(_log, RemoteOf(connection), _book.Limit);
            connection.Abort();
            return;
        }

        try
        {
            if (verdict.Replaced is { } replaced)
                Replaced(_log, _book.Limit, _time.GetElapsedTime(replaced.Since, now).TotalSeconds, RemoteOf(connection));
            verdict.Asked?.AskToLeave();
            verdict.CutOff?.CutOff();
            await next(connection);
        }
        finally
        {
            _book.Close(entry);
        }
    }

    private static string RemoteOf(ConnectionContext connection) => (connection.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "unknown";

    [LoggerMessage(EventId = EventIds.ConnectionReplaced, Level = LogLevel.Warning, Message = "All {Limit} connections are taken: the one idle longest, for {Idle:0.0} s, was closed for a new one from {Remote}")]
    private static partial void Replaced(ILogger log, int limit, double idle, string remote);

    [LoggerMessage(EventId = EventIds.ConnectionRefused, Level = LogLevel.Warning, Message = "A new connection from {Remote} was refused: a request is under way on each of {Limit}")]
    private static partial void Refused(ILogger log, string remote, int limit);
}
