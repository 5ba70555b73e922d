#nullable disable

namespace InfluxDB.Client;

public class InfluxDBClientOptions
{
    public InfluxDBClientOptions(string url) => Url = url;

    public string Url { get; }

    public TimeSpan Timeout { get; set; }

    public string Token { get; set; }

    public string Org { get; set; }
}
