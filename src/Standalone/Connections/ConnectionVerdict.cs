namespace Holdfast.Standalone.Connections;

/// <summary>What becomes of a new connection, and of whom for its sake.</summary>
/// <param name="Admitted">Whether it may stay.</param>
/// <param name="Asked">Who must be asked to leave, if anybody.</param>
/// <param name="CutOff">Who must be closed at once, if anybody; it is out of the book already.</param>
internal readonly record struct ConnectionVerdict(bool Admitted, OpenConnection? Asked = null, OpenConnection? CutOff = null)
{
    /// <summary>The one whose place the new connection takes, if it takes one.</summary>
    public OpenConnection? Replaced => Asked ?? CutOff;
}
