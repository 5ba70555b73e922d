namespace StackExchange.Redis;

[Flags]
public enum CommandFlags
{
    None = 0,
    DemandMaster = 4,
    NoScriptCache = 512,
}
