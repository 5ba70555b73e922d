namespace StackExchange.Redis;

public sealed class BacklogPolicy
{
    public static BacklogPolicy FailFast { get; } = null!;
}
