namespace Holdfast.Browser.Support;

/// <summary>The tests in a browser run one after the other: they share it, and judge what is seen while time goes by.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BrowserCollection : ICollectionFixture<Chromium>
{
    public const string Name = "Browser";
}
