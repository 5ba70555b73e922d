namespace Holdfast.Routing.Tiers;

/// <summary>The dialect in which a store is written to and asked for its time to live.</summary>
public enum StoreApi
{
    /// <summary><c>/api/v2/write</c> and the buckets API: InfluxDB 2 and 3.</summary>
    V2 = 0,

    /// <summary><c>/write</c> and InfluxQL: InfluxDB 1, and others that speak it. A bucket is a database, or <c>database/retention-policy</c>.</summary>
    V1,
}
