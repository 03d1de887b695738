import { Plugin } from 'obsidian'
export default class ForgePlugin extends Plugin {}
