using Holdfast.Routing.LineProtocol;
using Holdfast.Standalone.Embedded.Engine;

using Microsoft.AspNetCore.Http;

namespace Holdfast.Standalone.Embedded.Http;

/// <summary>Where a write goes, by the parameters of its dialect.</summary>
/// <param name="IsV2">Whether the dialect is InfluxDB 2's.</param>
/// <param name="Name">The database or bucket as the request names it.</param>
/// <param name="Request">What is asked of the store.</param>
internal sealed record WriteTarget(bool IsV2, string Name, WriteRequest Request)
{
    /// <summary>Understands the parameters; an unknown precision is null in V2, and nanoseconds in V1, as in InfluxDB 1.</summary>
    public static WriteTarget? Of(HttpContext context, EmbeddedStore store)
    {
        IQueryCollection query = context.Request.Query;
        var isKnown = TimestampPrecisions.TryParse(query["precision"], out TimestampPrecision precision);
        if (!IsV2Path(context))
        {
            var database = query["db"].ToString();
            return new WriteTarget(IsV2: false, database, new WriteRequest(database, query["rp"], precision, WholeOrNothing: false));
        }

        if (!isKnown || precision > TimestampPrecision.Seconds) return null;
        var name = query["bucket"].ToString();
        (var db, var policy) = BucketNames.Resolve(name, store.Catalog);
        return new WriteTarget(IsV2: true, name, new WriteRequest(db, policy, precision, WholeOrNothing: true));
    }

    public static bool IsV2Path(HttpContext context) => context.Request.Path.StartsWithSegments("/api/v2", StringComparison.Ordinal);
}
