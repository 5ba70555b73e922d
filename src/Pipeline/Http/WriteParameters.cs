using System.Runtime.InteropServices;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Tiers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Holdfast.Pipeline.Http;

/// <summary>What a write's query string says, in either dialect.</summary>
/// <param name="Bucket">The bucket by which the routing table is asked; empty when <paramref name="Fault"/> is set.</param>
/// <param name="Precision">The unit of the timestamps.</param>
/// <param name="Fault">What is wrong with the parameters; null when nothing is.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WriteParameters(string Bucket, TimestampPrecision Precision, string? Fault)
{
    /// <summary>InfluxDB 2: <c>bucket</c> and <c>precision</c>; <c>org</c> is accepted and not needed.</summary>
    public static WriteParameters OfV2(QueryString query)
    {
        string bucket = "", unit = "";
        foreach (var parameter in new QueryStringEnumerable(query.Value))
            _ = Take(parameter, "bucket", ref bucket) || Take(parameter, "precision", ref unit);
        return Of(bucket, unit, "bucket is required: add ?bucket=NAME");
    }

    /// <summary>
    /// InfluxDB 1: <c>db</c>, <c>rp</c> and <c>precision</c>. A tier is addressed by <c>db/rp</c> if it has such a bucket, or by the
    /// database alone when no policy, or the default one, is named.
    /// </summary>
    public static WriteParameters OfV1(QueryString query, RoutingTable table)
    {
        string database = "", policy = "", unit = "";
        foreach (var parameter in new QueryStringEnumerable(query.Value))
            _ = Take(parameter, "db", ref database) || Take(parameter, "rp", ref policy) || Take(parameter, "precision", ref unit);
        if (database.Length == 0 || policy.Length == 0)
            return Of(database, unit, "database is required: add ?db=NAME");
        var qualified = $"{database}/{policy}";
        return Of(policy is "autogen" && table.TierOfBucket(qualified) is null ? database : qualified, unit, missing: "");
    }

    private static WriteParameters Of(string bucket, string unit, string missing)
    {
        if (bucket.Length == 0)
            return new("", default, missing);
        return TimestampPrecisions.TryParse(unit, out var precision)
            ? new(bucket, precision, null)
            : new("", default, "precision is not known: use one of ns, us, ms, s");
    }

    /// <summary>
    /// Takes the value if this is the parameter. Read straight from the text, since a collection of all parameters costs more than the
    /// rest of the admission. Repeated ones are joined as ASP.NET Core joins them, so that none is silently ignored.
    /// </summary>
    private static bool Take(QueryStringEnumerable.EncodedNameValuePair parameter, string name, ref string value)
    {
        if (!parameter.DecodeName().Span.Equals(name, StringComparison.OrdinalIgnoreCase))
            return false;
        var text = parameter.DecodeValue().ToString();
        value = value.Length == 0 ? text : $"{value},{text}";
        return true;
    }
}
