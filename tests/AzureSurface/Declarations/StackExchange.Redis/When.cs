namespace StackExchange.Redis;

public enum When
{
    Always = 0,
    Exists = 1,
    NotExists = 2,
}
