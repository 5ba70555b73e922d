using System.Runtime.InteropServices;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Tiers;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Http;

/// <summary>What a write's query string says, in either dialect.</summary>
/// <param name="Bucket">The bucket by which the routing table is asked; empty when <paramref name="Fault"/> is set.</param>
/// <param name="Precision">The unit of the timestamps.</param>
/// <param name="Fault">What is wrong with the parameters; null when nothing is.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WriteParameters(string Bucket, TimestampPrecision Precision, string? Fault)
{
    /// <summary>InfluxDB 2: <c>bucket</c> and <c>precision</c>; <c>org</c> is accepted and not needed.</summary>
    public static WriteParameters OfV2(IQueryCollection query) => Of(query["bucket"].ToString(), query, "bucket is required: add ?bucket=NAME");

    /// <summary>
    /// InfluxDB 1: <c>db</c>, <c>rp</c> and <c>precision</c>. A tier is addressed by <c>db/rp</c> if it has such a bucket, or by the
    /// database alone when no policy, or the default one, is named.
    /// </summary>
    public static WriteParameters OfV1(IQueryCollection query, RoutingTable table)
    {
        string database = query["db"].ToString(), policy = query["rp"].ToString();
        var qualified = $"{database}/{policy}";
        var bucket = policy.Length == 0 || (policy is "autogen" && table.TierOfBucket(qualified) is null) ? database : qualified;
        return Of(database.Length == 0 ? "" : bucket, query, "database is required: add ?db=NAME");
    }

    private static WriteParameters Of(string bucket, IQueryCollection query, string missing)
    {
        if (bucket.Length == 0)
            return new("", default, missing);
        var unit = query["precision"].ToString();
        if (unit.Length == 0)
            return new(bucket, TimestampPrecision.Nanoseconds, null);
        return TimestampPrecisions.TryParse(unit, out var precision)
            ? new(bucket, precision, null)
            : new("", default, "precision is not known: use one of ns, us, ms, s");
    }
}
