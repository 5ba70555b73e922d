namespace Holdfast.Tests.Contract;

/// <summary>A head that listens; stopped by disposing it.</summary>
internal interface IRunningHead : IAsyncDisposable
{
    Uri Address { get; }

    IServiceProvider Services { get; }
}
