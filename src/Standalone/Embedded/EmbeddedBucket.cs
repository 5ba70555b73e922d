namespace Holdfast.Standalone.Embedded;

/// <summary>A bucket that an embedded store creates when it starts and does not have it yet.</summary>
/// <param name="Name">
/// The bucket's name. <c>name</c> is database <c>name</c> with its default retention policy <c>autogen</c>; <c>db/rp</c> is retention
/// policy <c>rp</c> of database <c>db</c>.
/// </param>
/// <param name="Retention">How long points are kept; zero keeps them for ever. Not below one hour, as in InfluxDB.</param>
public sealed record EmbeddedBucket(string Name, TimeSpan Retention);
