#!/usr/bin/env node
/** @file The command `thesis-report`: finished runs become the figures and tables of a chapter. */
import { runApplication } from "#config";
import { reportApplication } from "./application.ts";

process.exitCode = await runApplication(reportApplication(process.stdout), process.argv.slice(2));
