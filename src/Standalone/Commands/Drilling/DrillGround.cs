namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>What is drilled: a Holdfast, the tiers it serves, and the stores behind it. For one caller at a time.</summary>
/// <param name="arguments">What Holdfast is started with.</param>
/// <param name="stores">The drill's own stores, the primary first; empty when they are somebody else's.</param>
/// <param name="folder">The temporary folder of all data.</param>
internal sealed class DrillGround(IReadOnlyList<string> arguments, IReadOnlyList<DrillStore> stores, DirectoryInfo folder) : IAsyncDisposable
{
    /// <summary>The tiers that are written to.</summary>
    public required IReadOnlyList<DrillTier> Tiers { get; init; }

    /// <summary>The buckets that are read back.</summary>
    public required IReadOnlyList<DrillTarget> Targets { get; init; }

    /// <summary>What is still kept.</summary>
    public required DrillThresholds Thresholds { get; init; }

    /// <summary>The token for the operators' routes; null when Holdfast is open.</summary>
    public string? OperatorToken { get; init; }

    /// <summary>Whether the stores are the drill's own, so that they can be made to fail.</summary>
    public bool OwnsStores => stores.Count > 0;

    /// <summary>The drill's own stores, the primary first.</summary>
    public IReadOnlyList<DrillStore> Stores => stores;

    /// <summary>The running Holdfast; null while there is none.</summary>
    public HoldfastProcess? Holdfast { get; private set; }

    /// <summary>Starts Holdfast on the data that it left.</summary>
    /// <returns>Why it cannot be started; null when it takes writes.</returns>
    public async Task<string?> StartHoldfastAsync(CancellationToken cancellation)
    {
        var (process, error) = await HoldfastProcess.StartAsync(arguments, OwnsStores, cancellation);
        Holdfast = process;
        return error;
    }

    /// <summary>Kills Holdfast.</summary>
    public async Task KillHoldfastAsync()
    {
        if (Holdfast is { } process)
            await process.DisposeAsync();
        Holdfast = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillHoldfastAsync();
        foreach (var store in stores)
            await store.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
