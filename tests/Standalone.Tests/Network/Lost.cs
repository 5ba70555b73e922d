namespace Holdfast.Standalone.Tests.Network;

/// <summary>Which packets between this machine and a namespace vanish, without a word to either side.</summary>
[Flags]
internal enum Lost
{
    None = 0,

    /// <summary>What this machine sends.</summary>
    Requests = 1,

    /// <summary>What the namespace sends: a store applies what it was sent, and nobody hears of it.</summary>
    Answers = 2,

    Both = Requests | Answers,
}
