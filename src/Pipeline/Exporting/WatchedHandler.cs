namespace Holdfast.Pipeline.Exporting;

/// <summary>
/// Sends what the exporters send, and tells how it went: the exporters themselves swallow it. A collector that refuses with a status fails
/// as well as one that is not there.
/// </summary>
/// <param name="health">Told of each export.</param>
internal sealed class WatchedHandler(ExportHealth health) : DelegatingHandler(Handler())
{
    /// <summary>A collector is near; one that does not even accept a connection in this time is not there.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Watched(request, base.Send(request, cancellationToken));
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException)
        {
            health.Failed(request.RequestUri, Text(failure));
            throw;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Watched(request, await base.SendAsync(request, cancellationToken));
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException)
        {
            health.Failed(request.RequestUri, Text(failure));
            throw;
        }
    }

    private HttpResponseMessage Watched(HttpRequestMessage request, HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
            health.Arrived();
        else
            health.Failed(request.RequestUri, $"it answered {(int)response.StatusCode}");
        return response;
    }

    private static string Text(Exception failure) => failure is OperationCanceledException ? "no answer in time" : failure.Message;

    private static SocketsHttpHandler Handler() => new()
    {
        ConnectTimeout = ConnectTimeout,
        UseCookies = false,
        AllowAutoRedirect = false,

        // The export is no part of what it exports.
        ActivityHeadersPropagator = null,
    };
}
