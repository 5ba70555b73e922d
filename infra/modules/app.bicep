// The Flex Consumption plan, the function app, and every setting that the app reads. What differs between deployments comes as a parameter;
// the rest is in settings.json and tiers.json, at the defaults of the code until somebody edits them.

@description('Name of the function app, and the first part of its address.')
@minLength(2)
@maxLength(60)
param name string

@description('Name of the plan.')
param planName string

@description('Where both are placed.')
param location string

@description('Tags of the resources.')
param tags object

@description('Resource id of the app\'s identity.')
param identityId string

@description('Client id of the app\'s identity.')
param identityClientId string

@description('Object id of the app\'s identity, which is its user name at Redis.')
param identityPrincipalId string

@description('The blob container of the app\'s package.')
param packageUrl string

@description('The storage account of the host and of Durable Functions.')
param storageName string

@description('Host name of the Service Bus namespace.')
param serviceBusHost string

@description('Host and port of Redis.')
param redisEndpoint string

@description('Address of the key vault, with a slash at its end.')
param vaultUri string

@description('Where telemetry of the app itself goes.')
param insightsConnectionString string

@description('The subnet that the app calls out from; empty for the internet.')
param subnetId string

@description('The workspace that its logs go to.')
param workspaceId string

@description('Memory of one instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('The most instances.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int

@description('Instances for HTTP that are always running.')
@minValue(0)
param alwaysReadyHttp int

@description('Instances for orchestrations and entities that are always running.')
@minValue(0)
param alwaysReadyDurable int

@description('Instances for the ingest queue that are always running.')
@minValue(0)
param alwaysReadyIngest int

@description('Name of the task hub: letters and digits, a letter first.')
@minLength(3)
@maxLength(45)
param taskHub string

@description('For how many days a batch may be owed.')
@minValue(1)
param deferredDays int

@description('The size of telemetry-deferred in MB.')
param deferredMegabytes int

@description('The size of telemetry-deadletter in MB.')
param deadLetterMegabytes int

@description('The largest Service Bus message in KB.')
param messageKilobytes int

@description('The primary store: url, api, org, region, username, secret (the name of its credential in the vault).')
param primary object

@description('The replica, likewise.')
param replica object

@description('The name of the producers\' token in the vault.')
param writerTokenName string

@description('The name of the operators\' token in the vault.')
param operatorTokenName string

@description('More settings, or other values: setting name to text.')
param settings object

@description('More settings from the vault: setting name to secret name.')
param secretSettings object

// Names without a version: the platform follows a new version of a secret within a day, or at the next restart.
var secretsOf = '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets'

var alwaysReady = concat(
  alwaysReadyHttp > 0 ? [{ name: 'http', instanceCount: alwaysReadyHttp }] : [],
  alwaysReadyDurable > 0 ? [{ name: 'durable', instanceCount: alwaysReadyDurable }] : [],
  alwaysReadyIngest > 0 ? [{ name: 'function:IngestQueue', instanceCount: alwaysReadyIngest }] : [])

// Of the host and its extensions. The worker's runtime is no setting on this plan; it stands in functionAppConfig.
var hostSettings = {
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsDisableHomepage: 'true'
  AzureFunctionsJobHost__extensions__durableTask__hubName: taskHub
  ServiceBusConnection__fullyQualifiedNamespace: serviceBusHost
  ServiceBusConnection__credential: 'managedidentity'
  ServiceBusConnection__clientId: identityClientId
  AZURE_CLIENT_ID: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
}

// Of Holdfast, as far as they follow from resources and parameters. An instance's disk is its own and dies with it: nothing durable is there.
var headSettings = {
  Holdfast__Azure__Redis__Endpoint: redisEndpoint
  Holdfast__Azure__Redis__User: identityPrincipalId
  Holdfast__Azure__MaxMessageBytes: string(messageKilobytes * 1024)
  Holdfast__Data__Path: '/tmp/holdfast'
  Holdfast__Data__MaxAge: '${deferredDays}.00:00:00'
  Holdfast__Data__MaxBytes: string(deferredMegabytes * 1048576)
  Holdfast__Data__MaxDeadLetterBytes: string(deadLetterMegabytes * 1048576)
  Holdfast__Limits__MaxBytesInFlight: string(instanceMemoryMB * 131072)
  Holdfast__Auth__Tokens__0__Token: '${secretsOf}/${writerTokenName})'
  Holdfast__Auth__Tokens__0__Role: 'Writer'
  Holdfast__Auth__Tokens__1__Token: '${secretsOf}/${operatorTokenName})'
  Holdfast__Auth__Tokens__1__Role: 'Operator'
}

// A V2 store is given a token, a V1 store a user and a password; the other dialect's keys must stay empty.
var storeSettings = {
  Holdfast__Stores__primary__Url: primary.url
  Holdfast__Stores__primary__Api: primary.api
  Holdfast__Stores__primary__Org: primary.org
  Holdfast__Stores__primary__Region: primary.region
  Holdfast__Stores__primary__Username: primary.username
  Holdfast__Stores__primary__Token: primary.api == 'V2' ? '${secretsOf}/${primary.secret})' : ''
  Holdfast__Stores__primary__Password: primary.api == 'V1' ? '${secretsOf}/${primary.secret})' : ''
  Holdfast__Stores__replica__Url: replica.url
  Holdfast__Stores__replica__Api: replica.api
  Holdfast__Stores__replica__Org: replica.org
  Holdfast__Stores__replica__Region: replica.region
  Holdfast__Stores__replica__Username: replica.username
  Holdfast__Stores__replica__Token: replica.api == 'V2' ? '${secretsOf}/${replica.secret})' : ''
  Holdfast__Stores__replica__Password: replica.api == 'V1' ? '${secretsOf}/${replica.secret})' : ''
}

var moreSecrets = toObject(items(secretSettings), entry => entry.key, entry => '${secretsOf}/${entry.value})')

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    tier: 'FlexConsumption'
    name: 'FC1'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'functions' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
    }
    functionAppConfig: {
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReady
      }
    }
  }
}

// Later ones win, so that the operator's own settings are last.
resource appSettings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'appsettings'
  properties: union(
    loadJsonContent('../settings.json'),
    loadJsonContent('../tiers.json'),
    hostSettings,
    headSettings,
    storeSettings,
    moreSecrets,
    settings)
}

// Deployments come with an identity; nobody publishes with a password.
resource ftpLogin 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource scmLogin 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: app
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'FunctionAppLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

output name string = app.name
output uri string = 'https://${app.properties.defaultHostName}'
