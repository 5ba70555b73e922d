using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Stores;
using Holdfast.Routing.Tiers;

namespace Holdfast.Functions.Influx;

/// <summary>
/// Has stores of dialect V2 managed and read by InfluxDB's client library, one client each for the life of the process. Others, and those
/// without an organisation, which the library cannot do without, stay with their own HTTP interface and InfluxQL.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class InfluxPorts(TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<InfluxCalls> _clients = [];

    /// <summary>A <see cref="StorePortsFactory"/>.</summary>
    public StorePorts? Of(StoreSettings settings, StoreClient client)
    {
        if (settings.Definition.Api != StoreApi.V2 || settings.Org.Length == 0)
            return null;
        var calls = new InfluxCalls(settings);
        lock (_lock)
            _clients.Add(calls);
        return Make(calls, settings, client, time);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _clients.ForEach(static calls => calls.Dispose());
            _clients.Clear();
        }
    }

    /// <summary>The ports over some calls.</summary>
    internal static StorePorts Make(IInfluxCalls calls, StoreSettings settings, StoreClient client, TimeProvider time)
    {
        string Redact(string text) => StoreCredentials.Redact(settings, text);
        return new(new InfluxManagement(calls, Redact, time), new FluxContent(calls, new InfluxQlContent(client), Redact));
    }
}
