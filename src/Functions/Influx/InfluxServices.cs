using Holdfast.Pipeline.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Functions.Influx;

/// <summary>Registers how stores of dialect V2 are managed and read.</summary>
internal static class InfluxServices
{
    /// <summary>Adds InfluxDB's client library for the stores that it serves (<see cref="InfluxPorts"/>).</summary>
    public static IServiceCollection AddHoldfastInflux(this IServiceCollection services)
    {
        services.AddSingleton<InfluxPorts>();
        services.AddSingleton<StorePortsFactory>(static provider => provider.GetRequiredService<InfluxPorts>().Of);
        return services;
    }
}
