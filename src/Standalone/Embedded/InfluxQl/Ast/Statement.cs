namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>One statement of a query, with the text it was written in.</summary>
internal abstract record Statement
{
    public string Text { get; init; } = "";

    /// <summary>Whether it changes anything, so that InfluxDB warns when it comes by GET.</summary>
    public virtual bool Changes => false;
}
