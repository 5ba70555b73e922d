#nullable disable

namespace InfluxDB.Client.Api.Domain;

public class BucketRetentionRules
{
    protected BucketRetentionRules()
    {
    }

    public long? EverySeconds { get; set; }
}
