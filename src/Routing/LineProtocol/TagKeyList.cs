using System.Runtime.CompilerServices;

namespace Holdfast.Routing.LineProtocol;

/// <summary>The tag keys of the line being read, as offset and length in one word each. Lines with more tags than this holds are walked again.</summary>
[InlineArray(Capacity)]
internal struct TagKeyList
{
    public const int Capacity = 32;

    private long _first;
}
