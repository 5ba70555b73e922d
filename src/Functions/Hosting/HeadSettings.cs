using Holdfast.Functions.ServiceBus;
using Holdfast.Pipeline.Configuration;
using Holdfast.Routing.Contracts;

namespace Holdfast.Functions.Hosting;

/// <summary>Everything that the Azure head is configured with, read and validated. Immutable.</summary>
public sealed record HeadSettings
{
    /// <summary>What both heads have in common.</summary>
    public required HoldfastSettings Pipeline { get; init; }

    /// <summary>The measurements' contracts; may be empty.</summary>
    public required ContractSet Contracts { get; init; }

    /// <summary>What only this head needs.</summary>
    public required AzureSettings Azure { get; init; }

    /// <summary>Where the shared queues are; null for one local instance that keeps files instead.</summary>
    public ServiceBusSettings? ServiceBus { get; init; }
}
