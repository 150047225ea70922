#!/usr/local/bin/node
// What compose.yaml asks of the official image.
import { connect } from 'node:net'
import process from 'node:process'

connect(5432, '127.0.0.1')
  .on('connect', () => process.exit(0))
  .on('error', () => process.exit(2))
