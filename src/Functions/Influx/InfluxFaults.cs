using System.Runtime.InteropServices;
using InfluxDB.Client.Core.Exceptions;
using InfluxDB.Client.Core.Flux.Exceptions;

namespace Holdfast.Functions.Influx;

/// <summary>Turns what InfluxDB's client library throws into values.</summary>
internal static class InfluxFaults
{
    private const int NotFound = 404;
    private const int MethodNotAllowed = 405;
    private const int RequestTimeout = 408;
    private const int TooManyRequests = 429;
    private const int FirstServerError = 500;

    /// <summary>What an exception says about the store. A status of 0 is the library's for 'no connection'.</summary>
    public static InfluxFault Of(Exception fault) => fault switch
    {
        FluxQueryException => InfluxFault.Refused,
        FluxCsvParserException => InfluxFault.Unreadable,
        HttpException { Status: NotFound or MethodNotAllowed } => InfluxFault.NotFound,
        HttpException { Status: 0 or RequestTimeout or TooManyRequests or >= FirstServerError } => InfluxFault.Unreachable,
        HttpException => InfluxFault.Refused,

        // Cancelled, and not by us: the library's own time-out.
        HttpRequestException or IOException or TimeoutException or OperationCanceledException => InfluxFault.Unreachable,

        // The library lets its parsers' exceptions through when something else than InfluxDB answers.
        _ => InfluxFault.Unreadable,
    };

    /// <summary>Calls, and gives what is thrown as a value.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public static async Task<InfluxReply<T>> AsValueAsync<T>(Func<Task<T>> call, CancellationToken ct)
    {
        try
        {
            return InfluxReply<T>.Of(await call());
        }
        catch (Exception fault) when (!IsTheMachines(fault))
        {
            ct.ThrowIfCancellationRequested();
            return new(Of(fault), default, fault.Message);
        }
    }

    private static bool IsTheMachines(Exception fault) => fault is OutOfMemoryException or SEHException;
}
