using System.Net.Sockets;
using System.Security.Authentication;

namespace Holdfast.Pipeline.Stores;

/// <summary>Tells from the exception of the HTTP stack what happened on the wire.</summary>
internal static class TransportFailures
{
    /// <summary>The failure that the exception stands for; null when it is none of the network's and so a bug.</summary>
    public static TransportFailure? Of(Exception exception) => exception switch
    {
        HttpRequestException http => new(KindOf(http), Told(http)),
        HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } odd => new(TransportFailureKind.Protocol, Told(odd)),
        IOException io => new(TransportFailureKind.Reset, Told(io)),
        _ => null,
    };

    private static TransportFailureKind KindOf(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => TransportFailureKind.Dns,
        HttpRequestError.SecureConnectionError => TransportFailureKind.Tls,
        HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded => TransportFailureKind.Protocol,
        HttpRequestError.ResponseEnded => TransportFailureKind.Reset,
        HttpRequestError.ConnectionError => Find<SocketException>(exception) switch
        {
            { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } => TransportFailureKind.Dns,
            { SocketErrorCode: SocketError.TimedOut } => TransportFailureKind.ConnectTimeout,
            _ => TransportFailureKind.Refused,
        },
        _ when Find<AuthenticationException>(exception) is not null => TransportFailureKind.Tls,
        _ => TransportFailureKind.Reset,
    };

    /// <summary>The innermost message says what the network said; the outer ones only that a request failed.</summary>
    private static string Told(Exception exception)
    {
        var inner = exception;
        while (inner.InnerException is { } next)
            inner = next;
        return ReferenceEquals(inner, exception) ? exception.Message : $"{exception.Message}: {inner.Message}";
    }

    private static T? Find<T>(Exception exception)
        where T : Exception
    {
        for (var at = exception; at is not null; at = at.InnerException)
            if (at is T found)
                return found;
        return null;
    }
}
