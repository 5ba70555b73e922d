using System.Collections;
using System.Collections.ObjectModel;
using System.Net;
namespace StackExchange.Redis;

public sealed class EndPointCollection : Collection<EndPoint>, IEnumerable<EndPoint>, IEnumerable
{
    public void Add(string host, int port) => throw new NotSupportedException();
}
