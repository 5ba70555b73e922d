// Everything that Holdfast's Azure head needs, in one resource group; infra/README.md tells the files and the parameters.
targetScope = 'subscription'

@description('The name of the azd environment; resource names are derived from it.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Where everything is placed. Flex Consumption and Azure Managed Redis must both be offered there.')
@minLength(1)
param location string

@description('The resource group to make; empty derives the name from the environment.')
param resourceGroupName string = ''

@description('Memory of one instance in MB. A request may hold Holdfast:Limits:MaxBytesInFlight beside the rest, so 512 needs smaller limits.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('The most instances that the app may grow to.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 100

@description('Instances for HTTP that are always running; 0 means that the first write after calm waits for a cold start.')
@minValue(0)
@maxValue(1000)
param alwaysReadyHttp int = 1

@description('Instances for orchestrations and entities that are always running; 0 starts them when there is work, which is every second while others take writes.')
@minValue(0)
@maxValue(1000)
param alwaysReadyDurable int = 1

@description('Instances for the ingest queue that are always running; 0 starts them when a message arrives.')
@minValue(0)
@maxValue(1000)
param alwaysReadyIngest int = 0

@description('Name of the task hub: letters and digits, a letter first. Another name starts with no orchestrations; see upgrading in src/Functions/README.md.')
@minLength(3)
@maxLength(45)
param taskHub string = 'holdfast'

@description('The tier of Service Bus. Private networking needs Premium and takes it whatever is said here.')
@allowed(['Standard', 'Premium'])
param serviceBusSku string = 'Standard'

@description('Messaging units of a Premium namespace; unused on Standard.')
@allowed([1, 2, 4, 8, 16])
param serviceBusUnits int = 1

@description('For how many days a batch may be owed: the time to live in telemetry-deferred, and Holdfast:Data:MaxAge.')
@minValue(1)
@maxValue(90)
param deferredDays int = 7

@description('The size of telemetry-deferred in MB: what may be owed, compressed, and Holdfast:Data:MaxBytes.')
@allowed([1024, 2048, 3072, 4096, 5120])
param deferredMegabytes int = 5120

@description('The size of telemetry-deadletter in MB: how much may be in quarantine, and Holdfast:Data:MaxDeadLetterBytes.')
@allowed([1024, 2048, 3072, 4096, 5120])
param deadLetterMegabytes int = 1024

@description('The size of Azure Managed Redis. It holds idempotency claims and breaker snapshots only: the smallest serves some thousand writes a second.')
@allowed(['Balanced_B0', 'Balanced_B1', 'Balanced_B3', 'Balanced_B5', 'Balanced_B10', 'Balanced_B20'])
param redisSku string = 'Balanced_B0'

@description('Whether Redis keeps a replica. Without one a failure of its node forgets all claims.')
param redisHighAvailability bool = true

@description('Redundancy of the storage account that holds the orchestrations.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'

@description('Puts the app into a virtual network, reaches storage, Service Bus, Redis and Key Vault through private endpoints only, and takes them off the internet.')
param privateNetworking bool = false

@description('Address space of the virtual network, a /16 to /25; used with private networking only.')
param addressPrefix string = '10.90.0.0/24'

@description('How long logs are kept, in days.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Keeps deleted secrets and the vault restorable for good. It cannot be switched off again, and holds the vault\'s name after a delete.')
param vaultPurgeProtection bool = false

@description('The object id of a person or group that operates Holdfast: gets data access to Service Bus and Key Vault. Empty grants nobody.')
param operatorPrincipalId string = ''

@description('Base address of the primary store.')
@minLength(8)
param primaryUrl string

@description('Dialect of the primary store.')
@allowed(['V1', 'V2'])
param primaryApi string = 'V2'

@description('Organisation of the primary store; V2 only.')
param primaryOrg string = ''

@description('Region of the primary store, as traces and the operations page name it.')
param primaryRegion string = ''

@description('User of the primary store; V1 only.')
param primaryUsername string = ''

@description('Token of a V2 primary store, or password of a V1 one.')
@secure()
@minLength(1)
param primaryCredential string

@description('Base address of the replica.')
@minLength(8)
param replicaUrl string

@description('Dialect of the replica.')
@allowed(['V1', 'V2'])
param replicaApi string = 'V2'

@description('Organisation of the replica; V2 only.')
param replicaOrg string = ''

@description('Region of the replica, as traces and the operations page name it.')
param replicaRegion string = ''

@description('User of the replica; V1 only.')
param replicaUsername string = ''

@description('Token of a V2 replica, or password of a V1 one.')
@secure()
@minLength(1)
param replicaCredential string

@description('The token that producers send; 32 random bytes as hex are good.')
@secure()
@minLength(8)
@maxLength(512)
param writerToken string

@description('The token that operators send to /ops and the operations page; unlike the writers\'.')
@secure()
@minLength(8)
@maxLength(512)
param operatorToken string

@description('More settings, or other values for the ones in settings.json and tiers.json: setting name to text. No secrets.')
param settings object = {}

@description('More settings whose values are secrets of the vault, put there by hand: setting name to secret name.')
param secretSettings object = {}

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }

// The app's role assignments and the vault's rules are by name, so names are made here and nowhere else.
var names = {
  app: 'func-${token}'
  plan: 'plan-${token}'
  identity: 'id-${token}'
  storage: 'st${token}'
  serviceBus: 'sb-${token}'
  redis: 'redis-${token}'
  vault: 'kv-${token}'
  workspace: 'log-${token}'
  insights: 'appi-${token}'
  network: 'vnet-${token}'
}

var deploymentContainer = 'app-package'

// Private endpoints are offered by Premium namespaces only.
var serviceBusTier = privateNetworking ? 'Premium' : serviceBusSku

// What one message may be, its properties included. Premium allows up to 100 MB; a larger limit here needs the queue's own limit raised too.
var messageKilobytes = serviceBusTier == 'Premium' ? 1024 : 256

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: empty(resourceGroupName) ? 'rg-${environmentName}' : resourceGroupName
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    name: names.identity
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    workspaceName: names.workspace
    insightsName: names.insights
    location: location
    tags: tags
    retentionDays: logRetentionDays
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    name: names.storage
    location: location
    tags: tags
    sku: storageSku
    deploymentContainer: deploymentContainer
    publicAccess: !privateNetworking
    workspaceId: monitoring.outputs.workspaceId
  }
}

module serviceBus 'modules/servicebus.bicep' = {
  name: 'serviceBus'
  scope: group
  params: {
    name: names.serviceBus
    location: location
    tags: tags
    sku: serviceBusTier
    units: serviceBusUnits
    deferredDays: deferredDays
    deferredMegabytes: deferredMegabytes
    deadLetterMegabytes: deadLetterMegabytes
    messageKilobytes: messageKilobytes
    publicAccess: !privateNetworking
    workspaceId: monitoring.outputs.workspaceId
  }
}

module redis 'modules/redis.bicep' = {
  name: 'redis'
  scope: group
  params: {
    name: names.redis
    location: location
    tags: tags
    sku: redisSku
    highAvailability: redisHighAvailability
    publicAccess: !privateNetworking
    workspaceId: monitoring.outputs.workspaceId
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  scope: group
  params: {
    name: names.vault
    location: location
    tags: tags
    purgeProtection: vaultPurgeProtection
    primaryCredential: primaryCredential
    replicaCredential: replicaCredential
    writerToken: writerToken
    operatorToken: operatorToken
    publicAccess: !privateNetworking
    workspaceId: monitoring.outputs.workspaceId
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  name: 'network'
  scope: group
  params: {
    name: names.network
    location: location
    tags: tags
    addressPrefix: addressPrefix
    storageId: storage.outputs.id
    serviceBusId: serviceBus.outputs.id
    redisId: redis.outputs.id
    vaultId: vault.outputs.id
  }
}

module roles 'modules/roles.bicep' = {
  name: 'roles'
  scope: group
  params: {
    principalId: identity.outputs.principalId
    operatorPrincipalId: operatorPrincipalId
    storageName: storage.outputs.name
    serviceBusName: serviceBus.outputs.name
    redisName: redis.outputs.name
    vaultName: vault.outputs.name
    insightsName: monitoring.outputs.insightsName
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  scope: group
  params: {
    name: names.app
    planName: names.plan
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    identityPrincipalId: identity.outputs.principalId
    packageUrl: '${storage.outputs.blobEndpoint}${deploymentContainer}'
    storageName: storage.outputs.name
    serviceBusHost: serviceBus.outputs.host
    redisEndpoint: redis.outputs.endpoint
    vaultUri: vault.outputs.uri
    insightsConnectionString: monitoring.outputs.insightsConnectionString
    subnetId: privateNetworking ? network!.outputs.functionsSubnetId : ''
    workspaceId: monitoring.outputs.workspaceId
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyHttp: alwaysReadyHttp
    alwaysReadyDurable: alwaysReadyDurable
    alwaysReadyIngest: alwaysReadyIngest
    taskHub: taskHub
    deferredDays: deferredDays
    deferredMegabytes: deferredMegabytes
    deadLetterMegabytes: deadLetterMegabytes
    messageKilobytes: messageKilobytes
    primary: {
      url: primaryUrl
      api: primaryApi
      org: primaryOrg
      region: primaryRegion
      username: primaryUsername
      secret: vault.outputs.primaryCredentialName
    }
    replica: {
      url: replicaUrl
      api: replicaApi
      org: replicaOrg
      region: replicaRegion
      username: replicaUsername
      secret: vault.outputs.replicaCredentialName
    }
    writerTokenName: vault.outputs.writerTokenName
    operatorTokenName: vault.outputs.operatorTokenName
    settings: settings
    secretSettings: secretSettings
  }
  // Until its identity may read the package and the secrets, the app does not start, and says so for a long time.
  dependsOn: [
    roles
  ]
}

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_CLIENT_ID string = identity.outputs.clientId
output AZURE_KEY_VAULT_NAME string = vault.outputs.name
output AZURE_SERVICE_BUS_NAMESPACE string = serviceBus.outputs.name
output AZURE_STORAGE_ACCOUNT string = storage.outputs.name
output SERVICE_FUNCTIONS_NAME string = app.outputs.name
output SERVICE_FUNCTIONS_URI string = app.outputs.uri
