import { describe, expect, test } from '@jest/globals'
import { endpointsOf, zoneOfAddress, type EndpointSlice } from '../src/kubernetes/endpoint-slices.ts'
import { aSlice, type SliceEnd } from './kubernetes-api.ts'

const hosts = (ends: readonly SliceEnd[]) => endpointsOf([aSlice(ends)], 'test', 9000).map(({ host }) => host)

describe('which endpoints take calls', () => {
  test('the ready ones', () => {
    expect(hosts([{ host: '10.0.0.1' }, { host: '10.0.0.2', ready: false }])).toEqual(['10.0.0.1'])
  })

  test('not those that are to end, though they still serve', () => {
    expect(
      hosts([{ host: '10.0.0.1' }, { host: '10.0.0.2', ready: false, serving: true, terminating: true }]),
    ).toEqual(['10.0.0.1'])
  })

  test('those that are to end and still serve, when there is nobody else', () => {
    expect(
      hosts([
        { host: '10.0.0.1', ready: false },
        { host: '10.0.0.2', ready: false, serving: true, terminating: true },
      ]),
    ).toEqual(['10.0.0.2'])
  })

  test('one without conditions counts as ready', () => {
    const slice: EndpointSlice = {
      ...aSlice([]),
      endpoints: [{ addresses: ['10.0.0.1'] }, { addresses: [] }, {}],
    }
    expect(endpointsOf([slice], 'test', 9000)).toEqual([{ host: '10.0.0.1', port: 9000, zone: undefined }])
  })

  test('of all slices of the service, and of no other service', () => {
    const slices = [
      aSlice([{ host: '10.0.0.2' }]),
      aSlice([{ host: '10.0.0.1' }, { host: '10.0.0.2' }], { name: 'test-x2' }),
      aSlice([{ host: '10.0.0.9' }], { service: 'tester' }),
    ]
    expect(endpointsOf(slices, 'test', 9000).map(({ host }) => host)).toEqual(['10.0.0.1', '10.0.0.2'])
  })

  test('none when a service has no slice, or slices without ports and endpoints', () => {
    expect(endpointsOf([], 'test', 9000)).toEqual([])
    expect(endpointsOf([{ ...aSlice([]), ports: null, endpoints: null }], 'test', 9000)).toEqual([])
  })
})

describe('which port is called', () => {
  const portOf = (ports: EndpointSlice['ports']) =>
    endpointsOf([{ ...aSlice([{ host: '10.0.0.1' }]), ports: ports! }], 'test', 9000)[0]?.port
  test('the one with the number of the address', () =>
    expect(
      portOf([
        { name: 'admin', port: 8081 },
        { name: 'x', port: 9000 },
      ]),
    ).toBe(9000))
  test('the one called grpc, when the Service maps its port to another', () =>
    expect(
      portOf([
        { name: 'admin', port: 8081 },
        { name: 'grpc', port: 50051 },
      ]),
    ).toBe(50051))
  test('the only one', () => expect(portOf([{ port: 7000 }])).toBe(7000))
  test('the number of the address, when the slice leaves it open', () =>
    expect(
      portOf([
        { name: 'a', port: 1 },
        { name: 'b', port: 2 },
      ]),
    ).toBe(9000))
})

test('the zone of an address is found whatever its condition', () => {
  const slices = [
    aSlice([{ host: '10.0.0.1', zone: 'a' }]),
    aSlice([{ host: '10.0.0.2', zone: 'b', ready: false }], { service: 'own' }),
  ]
  expect(zoneOfAddress(slices, '10.0.0.2')).toBe('b')
  expect(zoneOfAddress(slices, '10.0.0.3')).toBeUndefined()
})
