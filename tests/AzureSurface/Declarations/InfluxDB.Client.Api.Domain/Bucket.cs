#nullable disable

namespace InfluxDB.Client.Api.Domain;

public class Bucket
{
    protected Bucket()
    {
    }

    public string Name { get; set; }

    public List<BucketRetentionRules> RetentionRules { get; set; }
}
