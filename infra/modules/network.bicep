// Private networking: a network for the app, and an endpoint in it for everything that the app keeps something in. Application Insights stays
// reachable by its public address, as it would need a private link scope of the whole organisation's monitoring.

@description('Name of the virtual network.')
param name string

@description('Where it is placed.')
param location string

@description('Tags of the resources.')
param tags object

@description('Address space, a /16 to /25: the first half is the app\'s, the second half the endpoints\'.')
param addressPrefix string

@description('The storage account.')
param storageId string

@description('The Service Bus namespace, Premium.')
param serviceBusId string

@description('The Redis cluster.')
param redisId string

@description('The key vault.')
param vaultId string

var bits = int(last(split(addressPrefix, '/'))) + 1

// The names of the zones are the services' own. Each service is asked for by its name in the zone, so a wrong one would resolve to the internet.
var endpoints = [
  {
    name: 'blob'
    group: 'blob'
    resourceId: storageId
    #disable-next-line no-hardcoded-env-urls
    zone: 'privatelink.blob.core.windows.net'
  }
  {
    name: 'queue'
    group: 'queue'
    resourceId: storageId
    #disable-next-line no-hardcoded-env-urls
    zone: 'privatelink.queue.core.windows.net'
  }
  {
    name: 'table'
    group: 'table'
    resourceId: storageId
    #disable-next-line no-hardcoded-env-urls
    zone: 'privatelink.table.core.windows.net'
  }
  {
    name: 'servicebus'
    group: 'namespace'
    resourceId: serviceBusId
    zone: 'privatelink.servicebus.windows.net'
  }
  {
    name: 'redis'
    group: 'redisEnterprise'
    resourceId: redisId
    zone: 'privatelink.redis.azure.net'
  }
  {
    name: 'vault'
    group: 'vault'
    resourceId: vaultId
    zone: 'privatelink.vaultcore.azure.net'
  }
]

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        addressPrefix
      ]
    }
    subnets: [
      {
        name: 'functions'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, bits, 0)
          delegations: [
            {
              name: 'flex-consumption'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, bits, 1)
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for endpoint in endpoints: {
  name: endpoint.zone
  location: 'global'
  tags: tags
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (endpoint, i) in endpoints: {
  parent: zones[i]
  name: 'to-${endpoint.name}'
  location: 'global'
  tags: tags
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: network.id
    }
  }
}]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2024-05-01' = [for endpoint in endpoints: {
  name: 'pe-${endpoint.name}-${name}'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: '${network.id}/subnets/endpoints'
    }
    privateLinkServiceConnections: [
      {
        name: endpoint.name
        properties: {
          privateLinkServiceId: endpoint.resourceId
          groupIds: [
            endpoint.group
          ]
        }
      }
    ]
  }
}]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [for (endpoint, i) in endpoints: {
  parent: privateEndpoints[i]
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: endpoint.name
        properties: {
          privateDnsZoneId: zones[i].id
        }
      }
    ]
  }
}]

output functionsSubnetId string = '${network.id}/subnets/functions'
