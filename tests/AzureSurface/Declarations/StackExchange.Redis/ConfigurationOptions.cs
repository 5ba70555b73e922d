namespace StackExchange.Redis;

public sealed class ConfigurationOptions : ICloneable
{
    public ConfigurationOptions() => throw new NotSupportedException();

    public bool AbortOnConnectFail { get; set; }

    public BacklogPolicy BacklogPolicy { get; set; }

    public EndPointCollection EndPoints { get; init; }

    public string? User { get; set; }

    public string? Password { get; set; }

    public bool Ssl { get; set; }

    public static ConfigurationOptions Parse(string configuration) => throw new NotSupportedException();

    object ICloneable.Clone() => throw new NotSupportedException();
}
